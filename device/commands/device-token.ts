/** `hallkeeper device-token ID`: makes the token of a kiosk or tablet on another machine, and the line for the configuration. */
import { makeDeviceToken } from '../adapters/http/paired-devices.ts';

export function printDeviceToken(id: string): number {
  if (!/^[a-z0-9-]{1,20}$/.test(id)) {
    process.stderr.write('The id of a device has 1 to 20 small letters, digits and hyphens, e.g. kiosk-2.\n');
    return 1;
  }
  const { token, hash } = makeDeviceToken();
  process.stdout.write(
    [
      'Put this into the configuration, below `devices:`, and restart the hall:',
      '',
      `  - { id: "${id}", token: "${hash}" }`,
      '',
      'Then open the page on the device once with the token at its end. It is shown only here:',
      '',
      `  /kiosk?device=${token}`,
      '',
    ].join('\n'),
  );
  return 0;
}

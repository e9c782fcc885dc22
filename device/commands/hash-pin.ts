/** `hallkeeper hash-pin`: reads a PIN from standard input, so that it stands in no shell history, and prints its hash. */
import { createInterface } from 'node:readline/promises';
import { hashPin } from '../adapters/pin-hash.ts';

export async function hashPinFromInput(): Promise<number> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const pin = (await input.question('PIN: ')).trim();
  input.close();
  if (!/^\d{4,12}$/.test(pin)) {
    process.stderr.write('A PIN has 4 to 12 digits.\n');
    return 1;
  }
  process.stdout.write(`${await hashPin(pin)}\n`);
  return 0;
}

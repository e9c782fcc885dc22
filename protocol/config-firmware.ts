/** Whose firmware a hall takes: the public key of each model, in the configuration. */
import Type, { type Static } from 'typebox';
import { strict } from './config-parts.ts';

export const firmwareSchema = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          model: Type.Integer({ minimum: 1, maximum: 0xffff, description: 'Model as the node says it; 257 is 0101h' }),
          publicKey: Type.String({
            pattern: '^[A-Za-z0-9+/]{59}=$',
            description: 'Ed25519, as `hallkeeper firmware pack` prints it: 44 bytes in base64',
          }),
        },
        strict,
      ),
      { maxItems: 40 },
    ),
  },
  { ...strict, description: 'Whose firmware is sent to the nodes of the buses; none when left out' },
);
export type FirmwareConfig = Static<typeof firmwareSchema>;

/** Firmware over the bus: a file comes in whole, is judged by the desk, and the answer says where every bus stands. */
import { limits } from '../../../protocol/limits.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type FirmwareCalls = Pick<ApiHandlers, 'firmware' | 'beginFirmware' | 'stopFirmware'>;

export function createFirmwareCalls({ firmware = () => null }: HttpOptions): FirmwareCalls {
  const answer = (reply: Exchange<'firmware'>['reply'], status: number) =>
    sendJson(reply, status, { buses: firmware()?.part() ?? [] });

  return {
    firmware: ({ reply }) => answer(reply, 200),
    async beginFirmware({ params, query, caller, reply, request }) {
      const desk = firmware();
      const { id = '' } = params;
      if (desk === null) return sendRefusal(reply, refuse('firmware-bus', { bus: id }));
      // The request stays open when reading ends early: its answer says why.
      const pieces = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      const bytes = await wholeOf(pieces, limits.firmwareFileBytesMax);
      if (bytes === null)
        return sendProblem(
          reply,
          'body-too-large',
          `body: a firmware file has at most ${limits.firmwareFileBytesMax} bytes`,
        );
      const { nodes = 'all', evenWhenOpen } = query;
      const by = actorOf(caller, undefined, 'staff').id;
      const addresses = nodes === 'all' ? null : [...new Set(nodes.split(',').map(Number))];
      const no = desk.begin({ bus: id, bytes, nodes: addresses, evenWhenOpen: evenWhenOpen === 'true', by });
      if (no) sendRefusal(reply, no);
      else answer(reply, 202);
    },
    stopFirmware({ params, reply }) {
      const { id = '' } = params;
      const desk = firmware();
      const no = desk === null ? refuse('firmware-bus', { bus: id }) : desk.stop(id);
      if (no) sendRefusal(reply, no);
      else answer(reply, 200);
    },
  };
}

/** Null: there are more bytes than a firmware file may have. */
async function wholeOf(pieces: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array | null> {
  const all: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > bytesMax) return null;
    all.push(piece);
  }
  return new Uint8Array(Buffer.concat(all));
}

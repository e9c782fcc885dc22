/** The lab of the demo: pulls plugs and presses keys of the virtual devices. The door has checked that this is a demo. */

import type { LabActions } from '../../../protocol/lab.ts';
import { sendJson, sendProblem } from './answer.ts';
import type { LabAction, LabPort } from './lab-port.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type LabCalls = Pick<
  ApiHandlers,
  'labPrinter' | 'labKey' | 'labRate' | 'labPlug' | 'labNoise' | 'labButton' | 'labBroker' | 'labPaper'
>;

/** A paper is a picture: whatever text a ticket holds, it must not run when opened by itself. */
export const svgPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox; frame-ancestors 'none'";

export function createLabCalls(lab: LabPort | undefined): LabCalls {
  function act<Action extends LabAction>(
    action: Action,
    body: LabActions[Action],
    reply: Exchange<'labKey'>['reply'],
  ): void {
    if (lab?.act(action, body)) sendJson(reply, 202, {});
    else sendProblem(reply, 'not-found', 'the lab has no such device');
  }

  return {
    labPrinter: ({ body, reply }) => act('printer', body, reply),
    labKey: ({ body, reply }) => act('key', body, reply),
    labRate: ({ body, reply }) => act('rate', body, reply),
    labPlug: ({ body, reply }) => act('plug', body, reply),
    labNoise: ({ body, reply }) => act('noise', body, reply),
    labButton: ({ body, reply }) => act('button', body, reply),
    labBroker: ({ body, reply }) => act('broker', body, reply),
    labPaper({ params, reply }) {
      const { id = '' } = params;
      const svg = /^[A-Za-z0-9-]{1,64}$/.test(id) ? (lab?.paperSvg(id) ?? null) : null;
      if (svg === null) sendProblem(reply, 'not-found', 'this paper is gone');
      else
        reply
          .header('content-type', 'image/svg+xml; charset=utf-8')
          .header('content-security-policy', svgPolicy)
          .header('cache-control', 'no-store')
          .send(svg);
    },
  };
}

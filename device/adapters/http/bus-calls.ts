/** The buses over HTTP: nodes as they are, and what people do with them. Each act is answered when it has ended, with the whole view. */
import type { BusDone } from '../../ports.ts';
import { guarded, sendJson, sendProblem } from './answer.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type BusCalls = Pick<
  ApiHandlers,
  'buses' | 'scanBus' | 'setBusAddress' | 'identifyNode' | 'installNodeKey' | 'setBusSpeed'
>;

export function createBusCalls({ hall: { buses }, log }: HttpOptions): BusCalls {
  type Call = { readonly reply: Exchange<'buses'>['reply']; readonly params: Exchange<'buses'>['params'] };

  function act({ params, reply }: Call, begin: (bus: string, done: BusDone) => void): void {
    begin(params.id ?? '', (refusal) =>
      guarded(reply, log, () => {
        if (refusal === null) sendJson(reply, 200, buses.view());
        else sendProblem(reply, refusal);
      }),
    );
  }

  return {
    buses: ({ reply }) => sendJson(reply, 200, buses.view()),
    scanBus: (call) => act(call, (bus, done) => buses.scan(bus, call.body.scope, done)),
    setBusAddress: (call) => act(call, (bus, done) => buses.setAddress(bus, call.body.uid, call.body.address, done)),
    identifyNode: (call) => act(call, (bus, done) => buses.identify(bus, call.body.address, done)),
    installNodeKey: (call) => act(call, (bus, done) => buses.installKey(bus, call.body.address, done)),
    setBusSpeed: (call) => act(call, (bus, done) => buses.setSpeed(bus, call.body.baud, done)),
  };
}

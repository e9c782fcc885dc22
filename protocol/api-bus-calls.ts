/** The calls of the HTTP API that work on the buses, as data; see api.ts. */
import type { TSchema } from 'typebox';
import { addressBody, busAnswerSchema, nodeBody, scanBody, speedBody } from './bus-views.ts';

function busAction<const Action extends string, Body extends TSchema, const Own extends string>(
  action: Action,
  summary: string,
  body: Body,
  own: readonly Own[],
) {
  return {
    method: 'POST',
    path: `/api/buses/{id}/${action}`,
    summary,
    access: 'content-staff',
    body,
    status: 200,
    answer: busAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed', 'bus-unknown', 'bus-down', 'bus-busy', ...own],
  } as const;
}

export const busCalls = {
  buses: {
    method: 'GET',
    path: '/api/buses',
    summary: 'Every bus with its nodes: identity, capabilities, how they are heard',
    access: 'content-staff',
    status: 200,
    answer: busAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed'],
  },
  scanBus: busAction('scan', 'Look for nodes; answered when the search is over', scanBody, []),
  setBusAddress: busAction('address', 'Give the node of a UID an address', addressBody, [
    'node-silent',
    'address-taken',
  ]),
  identifyNode: busAction('identify', 'Let a node blink, beep and show its address for ten seconds', nodeBody, [
    'node-silent',
    'node-refuses',
  ]),
  installNodeKey: busAction('key', 'Give a node a new key of the secure channel', nodeBody, [
    'node-silent',
    'node-refuses',
    'keys-not-stored',
  ]),
  setBusSpeed: busAction(
    'speed',
    'Let the whole bus go at another rate; it goes back when no node is heard there',
    speedBody,
    ['node-silent'],
  ),
} as const;

/**
 * The HTTP API as data: every call with its path, who may make it, the schema of its body and query, its answer and the
 * codes it may refuse with. Validation, handler types, the OpenAPI document and the docs all come from this one table;
 * the server cannot have a call that is not here (its handlers are a record over these names).
 */
import Type, { type Static, type TSchema } from 'typebox';
import {
  empty,
  expecting,
  labBodies,
  oneTicket,
  rated,
  rating,
  sessionSchema,
  signedIn,
  signIn,
  ticketRequest,
  viewQuery,
} from './api-bodies.ts';
import {
  counterDetailSchema,
  hallAnswerSchema,
  healthAnswerSchema,
  strict,
  ticketAnswerSchema,
  ticketDetailSchema,
} from './api-views.ts';
import type { ProblemCode } from './problems.ts';

/** Who may make a call: anybody, anybody signed in, those who work at counters (clerk, lead), or anybody in a demo. */
export type ApiAccess = 'public' | 'staff' | 'counter-staff' | 'demo';

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: ApiAccess;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer?: TSchema;
  /** Media type of an answer that is not JSON. */
  readonly media?: string;
  readonly refusals: readonly ProblemCode[];
}

const counterRefusals = [
  'not-signed-in',
  'not-allowed',
  'counter-unknown',
  'counter-taken',
  'busy',
  'storage-failed',
] as const;

function counterAction<const Action extends string, Body extends TSchema>(
  action: Action,
  summary: string,
  body: Body,
  own: readonly ProblemCode[],
) {
  return {
    method: 'POST',
    path: `/api/counters/{no}/${action}`,
    summary,
    access: 'counter-staff',
    body,
    status: 200,
    answer: counterDetailSchema,
    refusals: [...counterRefusals, ...own],
  } as const satisfies ApiCall;
}

function labAction<Body extends TSchema>(action: string, summary: string, body: Body) {
  return {
    method: 'POST',
    path: `/api/lab/${action}`,
    summary,
    access: 'demo',
    body,
    status: 202,
    answer: empty,
    refusals: ['not-found'],
  } as const satisfies ApiCall;
}

export const apiCalls = {
  signIn: {
    method: 'POST',
    path: '/api/session',
    summary: 'Sign in: sets the cookie and answers the token',
    access: 'public',
    body: signIn,
    status: 200,
    answer: signedIn,
    refusals: ['sign-in-failed', 'sign-in-paused', 'origin-refused', 'busy'],
  },
  session: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in',
    access: 'staff',
    status: 200,
    answer: sessionSchema,
    refusals: ['not-signed-in'],
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign out',
    access: 'public',
    status: 204,
    refusals: ['origin-refused'],
  },

  issue: {
    method: 'POST',
    path: '/api/tickets',
    summary: 'Take a ticket',
    access: 'public',
    body: ticketRequest,
    status: 201,
    answer: ticketAnswerSchema,
    refusals: [
      'service-unknown',
      'service-closed',
      'hall-closed',
      'queue-full',
      'numbers-exhausted',
      'class-not-allowed',
      'not-signed-in',
      'busy',
      'storage-failed',
    ],
  },
  ticket: {
    method: 'GET',
    path: '/api/tickets/{id}',
    summary: 'A ticket with its history',
    access: 'public',
    status: 200,
    answer: ticketDetailSchema,
    refusals: ['ticket-unknown'],
  },
  cancel: {
    method: 'POST',
    path: '/api/tickets/{id}/cancel',
    summary: 'Give a ticket back',
    access: 'public',
    body: empty,
    status: 200,
    answer: ticketDetailSchema,
    refusals: ['ticket-unknown', 'ticket-not-waiting', 'busy', 'storage-failed'],
  },
  settlePrint: {
    method: 'POST',
    path: '/api/tickets/{id}/print',
    summary: 'Staff looked at the paper slot: is the paper there?',
    access: 'staff',
    body: Type.Object({ there: Type.Boolean({ description: 'False prints it again' }) }, strict),
    status: 200,
    answer: ticketDetailSchema,
    refusals: ['not-signed-in', 'ticket-unknown', 'busy', 'storage-failed'],
  },
  reprint: {
    method: 'POST',
    path: '/api/tickets/{id}/reprint',
    summary: 'Print the same number again, marked 补打',
    access: 'staff',
    body: empty,
    status: 200,
    answer: ticketDetailSchema,
    refusals: ['not-signed-in', 'ticket-unknown', 'busy', 'storage-failed'],
  },

  open: counterAction('open', 'Open the counter', empty, ['counter-already-open', 'clerk-elsewhere']),
  close: counterAction('close', 'Close the counter', empty, ['counter-busy', 'counter-not-open']),
  pause: counterAction(
    'pause',
    'Pause with a reason',
    Type.Object({ reason: Type.String({ minLength: 1, maxLength: 40, description: 'Reason id of the list' }) }, strict),
    ['reason-unknown', 'counter-busy', 'counter-not-open'],
  ),
  resume: counterAction('resume', 'End the pause', empty, ['counter-not-open']),
  callNext: counterAction('call-next', 'Call the next ticket; a served one is finished first', expecting, [
    'queue-empty',
    'next-too-soon',
    'ticket-stale',
    'counter-not-open',
    'counter-paused',
  ]),
  call: counterAction('call', 'Call a chosen ticket', oneTicket, [
    'ticket-unknown',
    'ticket-not-waiting',
    'counter-busy',
    'counter-not-open',
    'counter-paused',
  ]),
  recall: counterAction('recall', 'Call the same ticket again', expecting, [
    'counter-idle',
    'ticket-not-called',
    'recall-limit',
    'ticket-stale',
  ]),
  start: counterAction('start', 'The customer has come', expecting, [
    'counter-idle',
    'ticket-not-called',
    'ticket-stale',
  ]),
  finish: counterAction('finish', 'Service is done; asks for a rating', expecting, [
    'counter-idle',
    'ticket-not-serving',
    'ticket-stale',
  ]),
  noShow: counterAction('no-show', 'Nobody came', expecting, ['counter-idle', 'ticket-not-called', 'ticket-stale']),
  park: counterAction(
    'park',
    'Put the ticket aside',
    Type.Object(
      { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Reason id of the list' })) },
      strict,
    ),
    ['counter-idle', 'reason-unknown', 'ticket-not-serving'],
  ),
  unpark: counterAction('unpark', 'Take a parked ticket back', oneTicket, [
    'ticket-unknown',
    'ticket-not-parked',
    'counter-busy',
    'counter-not-open',
    'counter-paused',
  ]),
  transfer: counterAction(
    'transfer',
    'Hand the ticket to another service',
    Type.Object(
      {
        service: Type.String({ minLength: 1, maxLength: 20 }),
        back: Type.Optional(Type.Boolean({ description: 'True: to the back of that line' })),
      },
      strict,
    ),
    ['counter-idle', 'service-unknown', 'ticket-not-serving'],
  ),

  rate: {
    method: 'POST',
    path: '/api/visits/{id}/rating',
    summary: 'Rate a visit, once',
    access: 'public',
    body: rating,
    status: 200,
    answer: rated,
    refusals: ['visit-unknown', 'rating-not-open', 'rating-already-given', 'reason-unknown', 'busy', 'storage-failed'],
  },
  help: {
    method: 'POST',
    path: '/api/help',
    summary: 'A customer at a device of the hall asks for help',
    access: 'public',
    body: empty,
    status: 202,
    answer: empty,
    refusals: ['not-allowed'],
  },

  hall: {
    method: 'GET',
    path: '/api/hall',
    summary: 'The whole hall',
    access: 'public',
    status: 200,
    answer: hallAnswerSchema,
    refusals: [],
  },
  stream: {
    method: 'GET',
    path: '/api/stream',
    summary: 'Server-Sent Events: snapshot, then delta',
    access: 'public',
    query: viewQuery,
    status: 200,
    media: 'text/event-stream',
    refusals: ['not-signed-in', 'not-allowed', 'counter-unknown', 'ticket-unknown', 'not-found', 'streams-full'],
  },
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Devices, faults, journal',
    access: 'public',
    status: 200,
    answer: healthAnswerSchema,
    refusals: [],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus text',
    access: 'public',
    status: 200,
    media: 'text/plain',
    refusals: [],
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This document',
    access: 'public',
    status: 200,
    answer: Type.Object({}, { additionalProperties: true }),
    refusals: [],
  },
  voice: {
    method: 'GET',
    path: '/api/voice/{name}.wav',
    summary: 'A spoken announcement',
    access: 'public',
    status: 200,
    media: 'audio/wav',
    refusals: ['not-found'],
  },

  labPrinter: labAction('printer', 'Lab: switch something on the virtual printer', labBodies.printer),
  labKey: labAction('key', 'Lab: press a key of a call keypad', labBodies.key),
  labRate: labAction('rate', 'Lab: press a face of a rating keypad', labBodies.rate),
  labPlug: labAction('plug', 'Lab: unplug or plug a node', labBodies.plug),
  labNoise: labAction('noise', 'Lab: noise on the bus line', labBodies.noise),
  labButton: labAction('button', 'Lab: press a ticket button', labBodies.button),
  labBroker: labAction('broker', 'Lab: the broker goes or comes', labBodies.broker),
  labPaper: {
    method: 'GET',
    path: '/api/lab/paper/{id}.svg',
    summary: 'Lab: picture of a printed paper',
    access: 'demo',
    status: 200,
    media: 'image/svg+xml',
    refusals: ['not-found'],
  },
} as const satisfies Record<string, ApiCall>;

export type ApiCallName = keyof typeof apiCalls;
/** Body of a call after validation; undefined for calls without one. */
export type ApiBody<Name extends ApiCallName> = (typeof apiCalls)[Name] extends {
  readonly body: infer Body extends TSchema;
}
  ? Static<Body>
  : undefined;
export type ApiQuery<Name extends ApiCallName> = (typeof apiCalls)[Name] extends {
  readonly query: infer Query extends TSchema;
}
  ? Static<Query>
  : undefined;

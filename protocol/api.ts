/**
 * The HTTP API as data: every call with its path, who may make it, the schema of its body and query, its answer and the
 * codes it may refuse with. Validation, handler types, the OpenAPI document and the docs all come from this one table;
 * the server cannot have a call that is not here (its handlers are a record over these names).
 */
import Type, { type Static, type TSchema } from 'typebox';
import {
  checkIn,
  chosen,
  closeReason,
  confirmDate,
  coverOthers,
  dayQuery,
  empty,
  expecting,
  expectingUndo,
  firmwareQuery,
  grantClass,
  labBodies,
  newUpload,
  oneService,
  oneTicket,
  parkWhy,
  pieceQuery,
  rated,
  rating,
  reportQuery,
  rollNumber,
  saveNotice,
  sessionSchema,
  signedIn,
  signIn,
  storeNext,
  ticketRequest,
  transferTo,
  uploadSchema,
  viewQuery,
  walkInService,
  withReason,
} from './api-bodies.ts';
import { busCalls } from './api-bus-calls.ts';
import { contentAnswerSchema, planRowSchema } from './api-content-views.ts';
import { paperCalls } from './api-paper.ts';
import {
  counterDetailSchema,
  dayAnswerSchema,
  firmwareAnswerSchema,
  hallAnswerSchema,
  healthAnswerSchema,
  strict,
  ticketAnswerSchema,
  ticketDetailSchema,
  whyAnswerSchema,
} from './api-views.ts';
import { calendarAnswerSchema, calendarQuery, voiceAnswerSchema } from './api-voice-views.ts';
import {
  mediaFactsSchema,
  playlistSchema,
  powerReportSchema,
  screenBeatSchema,
  urgentNoticeSchema,
} from './content.ts';
import type { ProblemCode } from './problems.ts';
import { reportSchema } from './report-views.ts';

/**
 * Who may make a call: anybody, anybody signed in, those who work at counters (clerk, lead), those who look after the screens
 * (lead, facilities), team leads, or anybody in a demo.
 */
export type ApiAccess = 'public' | 'staff' | 'counter-staff' | 'content-staff' | 'lead' | 'demo';

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: ApiAccess;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Media type of a body that is bytes and no JSON; the handler reads it as it comes. */
  readonly raw?: 'application/octet-stream';
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

function uploadCall<const Method extends 'GET' | 'DELETE' | 'PUT' | 'POST', const Step extends '' | '/finish'>(
  method: Method,
  step: Step,
  summary: string,
) {
  return { method, path: `/api/media/uploads/{id}${step}`, summary, access: 'content-staff' } as const;
}

const staffRefusals = ['not-signed-in', 'not-allowed', 'busy', 'storage-failed'] as const;

function ticketAction<const Action extends string, Body extends TSchema>(
  action: Action,
  summary: string,
  body: Body,
  own: readonly ProblemCode[],
) {
  return {
    method: 'POST',
    path: `/api/tickets/{id}/${action}`,
    summary,
    access: 'counter-staff',
    body,
    status: 200,
    answer: ticketDetailSchema,
    refusals: [...staffRefusals, 'ticket-unknown', ...own],
  } as const satisfies ApiCall;
}

function serviceAction<const Action extends string, Body extends TSchema>(
  action: Action,
  summary: string,
  body: Body,
  own: readonly ProblemCode[],
) {
  return {
    method: 'POST',
    path: `/api/services/{id}/${action}`,
    summary,
    access: 'counter-staff',
    body,
    status: 200,
    answer: hallAnswerSchema,
    refusals: [...staffRefusals, 'service-unknown', ...own],
  } as const satisfies ApiCall;
}

function dayAction<const Action extends string, Body extends TSchema>(
  action: Action,
  summary: string,
  body: Body,
  own: readonly ProblemCode[],
) {
  return {
    method: 'POST',
    path: `/api/day/${action}`,
    summary,
    access: 'counter-staff',
    body,
    status: 200,
    answer: dayAnswerSchema,
    refusals: [...staffRefusals, ...own],
  } as const satisfies ApiCall;
}

const contentRefusals = ['not-signed-in', 'not-allowed', 'busy', 'storage-failed'] as const;

/** Whatever is done to notices, playlists and screens is answered with the whole content view. */
function contentAction<const Path extends string, Body extends TSchema>(
  path: Path,
  summary: string,
  access: ApiAccess,
  body: Body,
  own: readonly ProblemCode[],
) {
  return {
    method: 'POST',
    path: `/api/${path}`,
    summary,
    access,
    body,
    status: 200,
    answer: contentAnswerSchema,
    refusals: [...contentRefusals, ...own],
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

const noticeSteps = [
  'notice-others',
  'notice-unknown',
  'notice-step',
  'notice-over',
  'notice-fixed',
  'content-of-centre',
] as const;

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
      'service-hours',
      'service-quota',
      'service-paper-roll',
      'service-twice',
      'services-too-many',
      'hall-closed',
      'day-closed',
      'queue-full',
      'numbers-exhausted',
      'class-not-allowed',
      'reason-unknown',
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

  checkIn: {
    method: 'POST',
    path: '/api/appointments/check-in',
    summary: 'A customer is here for an appointment',
    access: 'public',
    body: checkIn,
    status: 201,
    answer: ticketAnswerSchema,
    refusals: [
      'appointment-unknown',
      'appointment-early',
      'appointment-other-day',
      'service-unknown',
      'hall-closed',
      'day-closed',
      'numbers-exhausted',
      'not-allowed',
      'too-many-requests',
      'busy',
      'storage-failed',
    ],
  },
  grantClass: ticketAction('class', 'Grant or take back priority, with the reason', grantClass, [
    'ticket-ended',
    'reason-unknown',
    'class-unchanged',
  ]),
  addService: ticketAction('services', 'One more service of the same visit', oneService, [
    'ticket-ended',
    'service-unknown',
    'service-twice',
    'services-too-many',
  ]),
  revive: ticketAction('revive', 'A no-show has come after all', empty, ['ticket-not-no-show', 'tolerance-over']),
  why: {
    method: 'GET',
    path: '/api/tickets/{id}/why',
    summary: 'Why the ticket was called, each time, from the journal',
    access: 'counter-staff',
    status: 200,
    answer: whyAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed', 'ticket-unknown'],
  },

  closeService: serviceAction('close', 'Stop giving tickets of a service, with the reason', closeReason, [
    'reason-unknown',
  ]),
  openService: serviceAction('open', 'Give tickets of the service again', empty, ['service-not-closed']),
  setRoll: serviceAction('roll', 'A new paper roll: its next number', rollNumber, ['roll-none']),

  day: {
    method: 'GET',
    path: '/api/day',
    summary: 'The business day, and who would be left if it were closed now',
    access: 'counter-staff',
    status: 200,
    answer: dayAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed'],
  },
  closeDay: dayAction('close', 'No more tickets today; who still waits expires', empty, ['day-closed']),
  reopenDay: dayAction('reopen', 'Give tickets again today', empty, ['day-not-closed']),
  confirmDay: dayAction('confirm', 'Staff have checked the date: begin that business day', confirmDate, [
    'day-not-next',
    'day-too-far',
  ]),
  reportDay: {
    method: 'GET',
    path: '/api/reports/day',
    summary: 'The report of a business day, from the journal alone',
    access: 'lead',
    query: reportQuery,
    status: 200,
    answer: reportSchema,
    refusals: ['not-signed-in', 'not-allowed', 'not-found', 'busy'],
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
  call: counterAction('call', 'Call a chosen ticket, with the reason', chosen, [
    'reason-unknown',
    'ticket-unknown',
    'ticket-not-waiting',
    'ticket-stale',
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
  park: counterAction('park', 'Put the ticket aside', parkWhy, [
    'counter-idle',
    'reason-unknown',
    'ticket-not-serving',
    'ticket-stale',
  ]),
  unpark: counterAction('unpark', 'Take a parked ticket back', oneTicket, [
    'ticket-unknown',
    'ticket-not-parked',
    'ticket-stale',
    'counter-busy',
    'counter-not-open',
    'counter-paused',
  ]),
  transfer: counterAction('transfer', 'Hand the ticket to a service, a counter or a clerk', transferTo, [
    'counter-idle',
    'ticket-stale',
    'service-unknown',
    'transfer-nowhere',
    'transfer-closed',
    'clerk-absent',
    'reason-unknown',
    'counter-not-open',
    'counter-paused',
  ]),
  recycle: counterAction('recycle', 'Not there now: call again after a while', expecting, [
    'counter-idle',
    'ticket-not-called',
    'recycle-limit',
    'ticket-stale',
    'counter-not-open',
    'counter-paused',
  ]),
  undo: counterAction('undo', 'Take back the last thing done at the counter', expectingUndo, [
    'undo-nothing',
    'undo-too-late',
    'ticket-stale',
    'undo-moved-on',
  ]),
  walkIn: counterAction('walk-in', 'Serve somebody who has no ticket', walkInService, [
    'service-unknown',
    'ticket-stale',
    'numbers-exhausted',
    'counter-not-open',
    'counter-paused',
  ]),
  storeNext: counterAction('store-next', 'Nobody waits: call the next arrival by itself', storeNext, [
    'ticket-stale',
    'somebody-waits',
    'counter-armed',
    'counter-not-armed',
    'counter-not-open',
    'counter-paused',
  ]),
  cover: counterAction('cover', 'Take the services of others for a while', coverOthers, [
    'service-unknown',
    'cover-own',
    'cover-too-long',
    'counter-not-open',
  ]),
  uncover: counterAction('uncover', 'End the cover', empty, ['cover-nothing']),

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

  firmware: {
    method: 'GET',
    path: '/api/firmware',
    summary: 'The nodes of the buses, their firmware and how far an update is',
    access: 'content-staff',
    status: 200,
    answer: firmwareAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed'],
  },
  beginFirmware: {
    method: 'PUT',
    path: '/api/firmware/{id}',
    summary: 'Update nodes of a bus with this firmware file (.hkfw)',
    access: 'content-staff',
    query: firmwareQuery,
    raw: 'application/octet-stream',
    status: 202,
    answer: firmwareAnswerSchema,
    refusals: [
      'not-signed-in',
      'not-allowed',
      'firmware-file',
      'firmware-key',
      'firmware-signature',
      'firmware-bus',
      'firmware-node',
      'firmware-running',
      'firmware-hours',
      'body-too-large',
      'storage-failed',
    ],
  },
  stopFirmware: {
    method: 'POST',
    path: '/api/firmware/{id}/stop',
    summary: 'End an update; nodes keep what they run',
    access: 'content-staff',
    body: empty,
    status: 200,
    answer: firmwareAnswerSchema,
    refusals: ['not-signed-in', 'not-allowed', 'firmware-bus'],
  },
  ...paperCalls,

  beginUpload: {
    method: 'POST',
    path: '/api/media/uploads',
    summary: 'Begin to send a film or a picture',
    access: 'content-staff',
    body: newUpload,
    status: 201,
    answer: uploadSchema,
    refusals: ['not-signed-in', 'not-allowed', 'not-found', 'uploads-full', 'media-full', 'storage-failed'],
  },
  uploadStatus: {
    ...uploadCall('GET', '', 'How much of it the hall has'),
    status: 200,
    answer: uploadSchema,
    refusals: ['not-signed-in', 'not-allowed', 'upload-unknown'],
  },
  uploadPiece: {
    ...uploadCall('PUT', '', 'Send the next piece, at most 4 MiB'),
    query: pieceQuery,
    raw: 'application/octet-stream',
    status: 200,
    answer: uploadSchema,
    refusals: [
      'not-signed-in',
      'not-allowed',
      'body-too-large',
      'upload-unknown',
      'upload-offset',
      'upload-too-large',
      'media-full',
      'busy',
      'storage-failed',
    ],
  },
  finishUpload: {
    ...uploadCall('POST', '/finish', 'All is sent: check the file and take it in'),
    body: empty,
    status: 200,
    answer: mediaFactsSchema,
    refusals: [
      'not-signed-in',
      'not-allowed',
      'upload-unknown',
      'upload-incomplete',
      'media-damaged',
      'media-refused',
      'media-full',
      'busy',
      'storage-failed',
    ],
  },
  abandonUpload: {
    ...uploadCall('DELETE', '', 'Give an upload up'),
    status: 204,
    refusals: ['not-signed-in', 'not-allowed', 'upload-unknown', 'busy'],
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
    refusals: [
      'not-signed-in',
      'not-allowed',
      'counter-unknown',
      'ticket-unknown',
      'screen-unknown',
      'not-found',
      'streams-full',
    ],
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

  ...busCalls,
  content: {
    method: 'GET',
    path: '/api/content',
    summary: 'Notices, playlists, files and screens',
    access: 'staff',
    status: 200,
    answer: contentAnswerSchema,
    refusals: ['not-signed-in'],
  },
  saveNotice: contentAction('notices/{id}', 'Write or change a notice; it is a draft then', 'staff', saveNotice, [
    'notice-others',
    'notices-too-many',
    'notice-fixed',
    'content-of-centre',
    'media-unknown',
    'screen-unknown',
    'times-wrong',
    'content-too-long',
  ]),
  submitNotice: contentAction('notices/{id}/submit', 'Send a draft to whoever approves', 'staff', empty, noticeSteps),
  approveNotice: contentAction('notices/{id}/approve', 'Approve it: it is shown within its times', 'lead', empty, [
    ...noticeSteps,
    'notice-own',
  ]),
  returnNotice: contentAction('notices/{id}/return', 'Give it back to its author', 'lead', withReason, noticeSteps),
  withdrawNotice: contentAction('notices/{id}/withdraw', 'Take it from the screens', 'staff', withReason, noticeSteps),
  urgentNotice: contentAction(
    'notices/{id}/urgent',
    'Write, approve and show in one step; ends by itself',
    'staff',
    urgentNoticeSchema,
    ['notices-too-many', 'notice-fixed', 'content-of-centre', 'screen-unknown', 'content-too-long'],
  ),
  savePlaylist: contentAction('playlists/{id}', 'Write or change a playlist', 'content-staff', playlistSchema, [
    'content-of-centre',
    'playlists-too-many',
    'media-unknown',
    'screen-unknown',
    'times-wrong',
    'content-too-long',
  ]),
  removePlaylist: contentAction('playlists/{id}/remove', 'Remove a playlist', 'content-staff', empty, [
    'content-of-centre',
    'playlist-unknown',
  ]),
  removeMedia: contentAction('media/{id}/remove', 'Remove a film or a picture', 'content-staff', empty, [
    'media-unknown',
    'media-in-use',
  ]),
  reloadScreen: contentAction('screens/{id}/reload', 'Let the screen load its page again', 'content-staff', empty, [
    'screen-unknown',
  ]),
  voiceDesk: {
    method: 'GET',
    path: '/api/voice',
    summary: 'The voice: phrases, who speaks, how loud, what was said lately',
    access: 'staff',
    status: 200,
    answer: voiceAnswerSchema,
    refusals: ['not-signed-in'],
  },
  sayVoiceSample: {
    method: 'POST',
    path: '/api/screens/{id}/sample',
    summary: 'Let a screen say the sample of the voice',
    access: 'content-staff',
    body: empty,
    status: 200,
    answer: voiceAnswerSchema,
    refusals: [
      'not-signed-in',
      'not-allowed',
      'screen-unknown',
      'screen-without-voice',
      'voice-sample-soon',
      'storage-failed',
    ],
  },
  calendar: {
    method: 'GET',
    path: '/api/calendar',
    summary: 'The days ahead: hours, what differs, duty, screens, and why',
    access: 'staff',
    query: calendarQuery,
    status: 200,
    answer: calendarAnswerSchema,
    refusals: ['not-signed-in', 'not-found'],
  },
  screenBeat: {
    method: 'POST',
    path: '/api/screens/{id}/beat',
    summary: 'A screen lives; what it shows and has shown',
    access: 'public',
    body: screenBeatSchema,
    status: 200,
    answer: Type.Object({ reload: Type.Boolean() }, strict),
    refusals: ['not-allowed', 'screen-unknown'],
  },
  screenPower: {
    method: 'POST',
    path: '/api/screens/{id}/power',
    summary: "What a screen's agent has switched, and what the screen says",
    access: 'public',
    body: powerReportSchema,
    status: 200,
    answer: empty,
    refusals: ['not-allowed', 'screen-unknown'],
  },
  screenPlan: {
    method: 'GET',
    path: '/api/screens/{id}/plan',
    summary: 'What a screen will show on a day, and why',
    access: 'staff',
    query: dayQuery,
    status: 200,
    answer: Type.Object({ date: Type.String(), rows: Type.Array(planRowSchema) }, { ...strict, title: 'ScreenPlan' }),
    refusals: ['not-signed-in', 'screen-unknown', 'not-found'],
  },
  plays: {
    method: 'GET',
    path: '/api/plays.csv',
    summary: 'Proof of play of a business day: screen, file, times, seconds',
    access: 'staff',
    query: dayQuery,
    status: 200,
    media: 'text/csv',
    refusals: ['not-signed-in', 'not-found', 'busy'],
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

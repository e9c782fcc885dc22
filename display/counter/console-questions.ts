/**
 * What the console asks before it acts, as pure functions: an action becomes a question, or calls to send. A question's answer
 * leads to the next question or to the calls. Digits choose, Enter takes the first offer, Escape leaves; nothing is sent before the end.
 *
 *   T ─► where (service, counter, clerk) ─► why (Enter: without a reason) ─► POST …/transfer
 */
import { tBoth } from '../../protocol/texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { CounterView, ReasonPart, WaitingPart } from '../../protocol/views.ts';
import type { ConsoleAction } from './console-actions.ts';

export interface Choice {
  readonly id: string;
  readonly text: Bilingual;
}
export interface Question {
  readonly title: Bilingual;
  readonly choices: readonly Choice[];
  /** Words for going on without a choice, or null where one is needed. */
  readonly skip: Bilingual | null;
  /** The ticket at the counter that it is about: when another one is there, the question is void. Undefined: about none. */
  readonly about?: string;
  readonly answered: (choice: string | null) => Step | null;
}
/** One call of the API, path below `/api/`. */
export interface Call {
  readonly path: string;
  readonly body: object;
}
export type Step =
  | { readonly kind: 'ask'; readonly question: Question }
  /** Sent one after the other; the first refusal ends it. */
  | { readonly kind: 'send'; readonly calls: readonly Call[] }
  | { readonly kind: 'why'; readonly ticketId: string; readonly ticketNo: string };

export type RowList = 'waiting' | 'parked' | 'passed';
type TicketFacts = Pick<WaitingPart, 'ticketId' | 'ticketNo' | 'class' | 'service'> & {
  readonly todo?: readonly string[];
};

/** A cover in minutes: a coffee, settling the cash, an hour, the longest that halls allow as usual. */
const coverMinutes: readonly number[] = [15, 30, 60, 120];
/** Groups are asked for first when there are more places than digits. */
const digits = 9;
/** Sent at once with the ticket on the screen and nothing else. */
const expecting: readonly ConsoleAction[] = ['call-next', 'recall', 'start', 'finish', 'no-show', 'recycle'];

/** What an action of the counter begins; null when there is nothing to ask or to do. */
export function beginAction(action: ConsoleAction, view: CounterView): Step | null {
  const { ticket } = view.counter;
  const { reasons } = view;
  switch (action) {
    case 'pause':
      return ask(tBoth('console.pauseWhy'), reasonChoices(reasons.pause), (reason) => act(view, 'pause', { reason }));
    case 'park':
      return about(
        view,
        askOr(tBoth('console.parkWhy'), reasonChoices(reasons.park), (reason) =>
          actSeen(view, 'park', reason === null ? {} : { reason }),
        ),
      );
    case 'transfer':
      return about(view, askWhere(view));
    case 'grant':
    case 'ungrant':
      return ticket && about(view, askClass(ticket, view));
    case 'add-service':
      return ticket && about(view, askService(ticket, view));
    case 'why':
      return ticket && { kind: 'why', ticketId: ticket.ticketId, ticketNo: ticket.ticketNo };
    case 'walk-in':
      return askWalkIn(view);
    case 'store-next':
    case 'store-off':
      return actSeen(view, 'store-next', { on: action === 'store-next' });
    case 'cover':
      return askCover(view);
    case 'undo':
      return act(view, 'undo', { expect: view.counter.undo?.ticketId ?? null });
    default:
      return expecting.includes(action) ? actSeen(view, action) : act(view, action, {});
  }
}

/** The short way of a row: call it, bring it back, let it wait again. */
export function beginRow(list: RowList, row: WaitingPart, view: CounterView): Step | null {
  if (list === 'waiting') return askChosen(row, view);
  if (list === 'parked') return actSeen(view, 'unpark', { ticketId: row.ticketId });
  return sending(`tickets/${row.ticketId}/revive`, {});
}

/** Everything that can be done with a row. `ready`: a ticket may be called here now. */
export function rowMenu(list: RowList, row: WaitingPart, view: CounterView, ready: boolean): Step | null {
  const choice = (id: RowChoice): Choice => ({ id, text: tBoth(`console.act.${id}`) });
  const own: readonly RowChoice[] =
    list === 'passed'
      ? ['revive', ...(ready ? (['revive-call'] as const) : []), 'why']
      : [
          ...(ready ? ([list === 'waiting' ? 'call' : 'unpark'] as const) : []),
          row.class === 'priority' ? 'ungrant' : 'grant',
          'add-service',
          'why',
          'cancel',
        ];
  return ask(tBoth('console.rowWhat', { no: row.ticketNo }), own.map(choice), (id) => {
    if (id === 'grant' || id === 'ungrant') return askClass(row, view);
    if (id === 'add-service') return askService(row, view);
    if (id === 'why') return { kind: 'why', ticketId: row.ticketId, ticketNo: row.ticketNo };
    if (id === 'cancel') return askCancel(row);
    if (id === 'revive-call') return askReviveAndCall(row, view);
    return beginRow(list, row, view);
  });
}
type RowChoice = 'call' | 'unpark' | 'revive' | 'revive-call' | 'grant' | 'ungrant' | 'add-service' | 'why' | 'cancel';

// ---------------------------------------------------------------------------------------------- questions

function askChosen(row: WaitingPart, view: CounterView): Step | null {
  return ask(tBoth('console.chooseWhy', { no: row.ticketNo }), reasonChoices(view.reasons.choose), (reason) =>
    actSeen(view, 'call', { ticketId: row.ticketId, reason }),
  );
}

/** 'Did not hear the call' is nearly always why; where the hall has that reason it stands first. */
function askReviveAndCall(row: WaitingPart, view: CounterView): Step | null {
  const usual = (reason: ReasonPart) => (reason.id === 'missed' ? 0 : 1);
  const reasons = [...view.reasons.choose].sort((a, b) => usual(a) - usual(b));
  const { no } = view.counter;
  return ask(tBoth('console.chooseWhy', { no: row.ticketNo }), reasonChoices(reasons), (reason) => ({
    kind: 'send',
    calls: [
      { path: `tickets/${row.ticketId}/revive`, body: {} },
      { path: `counters/${no}/call`, body: { ticketId: row.ticketId, reason, ...seen(view) } },
    ],
  }));
}

/** The place is gone for good: the words say so, and Enter keeps it. */
function askCancel(row: TicketFacts): Step | null {
  const choices = [
    { id: 'keep', text: tBoth('console.cancelKeep') },
    { id: 'cancel', text: tBoth('console.cancelDo', { no: row.ticketNo }) },
  ];
  return ask(tBoth('console.cancelAsk', { no: row.ticketNo }), choices, (id) =>
    id === 'cancel' ? sending(`tickets/${row.ticketId}/cancel`, {}) : null,
  );
}

function askClass(ticket: TicketFacts, view: CounterView): Step | null {
  const isPriority = ticket.class === 'priority';
  const title = tBoth(isPriority ? 'console.ungrantWhy' : 'console.grantWhy', { no: ticket.ticketNo });
  return ask(title, reasonChoices(view.reasons.priority), (reason) =>
    sending(`tickets/${ticket.ticketId}/class`, { class: isPriority ? 'normal' : 'priority', reason }),
  );
}

function askService(ticket: TicketFacts, view: CounterView): Step | null {
  const has = [ticket.service, ...(ticket.todo ?? [])];
  const choices = serviceChoices(view).filter(({ id }) => !has.includes(id));
  return ask(tBoth('console.addWhich', { no: ticket.ticketNo }), choices, (service) =>
    sending(`tickets/${ticket.ticketId}/services`, { service }),
  );
}

/** At a counter with one service there is nothing to choose. */
function askWalkIn(view: CounterView): Step | null {
  const choices = serviceChoices(view).filter(({ id }) => view.counter.services.includes(id));
  const [only] = choices;
  const walkIn = (service: string) => actSeen(view, 'walk-in', { service });
  return choices.length === 1 && only ? walkIn(only.id) : ask(tBoth('console.walkInWhich'), choices, walkIn);
}

/** What another counter serves and this one does not, each set once; then how long. */
function askCover(view: CounterView): Step | null {
  const own = view.counter.services;
  const sets = new Map<string, Choice>();
  for (const other of view.others) {
    const services = other.services.filter((service) => !own.includes(service));
    const id = services.join(' ');
    if (services.length > 0 && !sets.has(id)) sets.set(id, { id, text: named(view, services, other.no) });
  }
  return ask(tBoth('console.coverWhich'), [...sets.values()], (services) => {
    const minutes = coverMinutes.map((n) => ({ id: `${n}`, text: tBoth('console.coverMinutes', { n }) }));
    return ask(tBoth('console.coverHowLong'), minutes, (n) =>
      act(view, 'cover', { services: services.split(' '), minutes: Number(n) }),
    );
  });
}

function named(view: CounterView, services: readonly string[], no: number): Bilingual {
  const names = services.map((id) => view.services.find((one) => one.id === id)?.name ?? { zh: id, en: id });
  const counter = tBoth('counter.name', { no });
  return {
    zh: `${counter.zh}：${names.map(({ zh }) => zh).join('、')}`,
    en: `${counter.en}: ${names.map(({ en }) => en).join(', ')}`,
  };
}

/** Services, open counters and clerks; asked for by group where there are more than there are digits. */
function askWhere(view: CounterView): Step | null {
  const current = view.counter.ticket?.service;
  const there = view.others.filter((one) => one.state !== 'closed');
  const groups: readonly { readonly id: string; readonly text: Bilingual; readonly choices: readonly Choice[] }[] = [
    {
      id: 'service',
      text: tBoth('console.toService'),
      choices: serviceChoices(view)
        .filter(({ id }) => id !== current)
        .map(({ id, text }) => ({ id: `service ${id}`, text })),
    },
    {
      id: 'counter',
      text: tBoth('console.toCounter'),
      choices: there.map(({ no }) => ({ id: `counter ${no}`, text: tBoth('counter.name', { no }) })),
    },
    {
      id: 'clerk',
      text: tBoth('console.toClerk'),
      choices: there.flatMap(({ no, clerk }) =>
        clerk === null ? [] : [{ id: `clerk ${clerk}`, text: tBoth('console.clerkAt', { badge: clerk, no }) }],
      ),
    },
  ];
  const all = groups.flatMap(({ choices }) => choices);
  const title = tBoth('console.transferTo');
  if (all.length <= digits) return ask(title, all, (to) => askTransferWhy(view, to));
  return ask(
    title,
    groups.filter(({ choices }) => choices.length > 0),
    (group) => ask(title, groups.find(({ id }) => id === group)?.choices ?? [], (to) => askTransferWhy(view, to)),
  );
}

function askTransferWhy(view: CounterView, to: string): Step {
  const [kind, id = ''] = to.split(' ');
  const where = kind === 'service' ? { service: id } : kind === 'counter' ? { toCounter: Number(id) } : { toClerk: id };
  return askOr(tBoth('console.transferWhy'), reasonChoices(view.reasons.transfer), (reason) =>
    actSeen(view, 'transfer', reason === null ? where : { ...where, reason }),
  );
}

// ---------------------------------------------------------------------------------------------- shared

/** A question that needs a choice; null where there is none to make. */
function ask(title: Bilingual, choices: readonly Choice[], then: (choice: string) => Step | null): Step | null {
  if (choices.length === 0) return null;
  const question = { title, choices, skip: null, answered: (id: string | null) => (id === null ? null : then(id)) };
  return { kind: 'ask', question };
}

/** A question that Enter answers with 'without a reason'. */
function askOr(title: Bilingual, choices: readonly Choice[], then: (choice: string | null) => Step | null): Step {
  return { kind: 'ask', question: { title, choices, skip: tBoth('console.noReason'), answered: then } };
}

/** Binds a question, and those that follow it, to the ticket at the counter. */
function about(view: CounterView, step: Step | null): Step | null {
  const ticket = view.counter.ticket?.ticketId;
  if (step?.kind !== 'ask' || ticket === undefined) return step;
  const { question } = step;
  return {
    kind: 'ask',
    question: { ...question, about: ticket, answered: (id) => about(view, question.answered(id)) },
  };
}

function act(view: CounterView, action: string, body: object): Step {
  return sending(`counters/${view.counter.no}/${action}`, body);
}

/** Carries the ticket on the screen along, and 'none' too: of two presses of `next` at an idle counter, the second must not end the ticket of the first. */
function actSeen(view: CounterView, action: string, body: object = {}): Step {
  return act(view, action, { ...body, ...seen(view) });
}

function seen({ counter }: CounterView): { readonly expect: string | null } {
  return { expect: counter.ticket?.ticketId ?? null };
}

function sending(path: string, body: object): Step {
  return { kind: 'send', calls: [{ path, body }] };
}

function serviceChoices(view: CounterView): readonly Choice[] {
  return view.services.map(({ id, name }) => ({ id, text: name }));
}

function reasonChoices(reasons: readonly ReasonPart[]): readonly Choice[] {
  return reasons.map(({ id, text }) => ({ id, text }));
}

/** The words when an action has nothing to offer, e.g. no other counter to cover. */
export function nothingToAsk(action: ConsoleAction): Bilingual {
  return tBoth(
    action === 'cover' ? 'console.coverNone' : action === 'transfer' ? 'console.transferNone' : 'console.noChoice',
  );
}

/** The choices that digits reach now, and whether `0` leads to others. Pages go round. */
export function choicesOfPage(
  { choices }: Question,
  page: number,
): { readonly choices: readonly Choice[]; readonly more: boolean } {
  const pages = Math.max(1, Math.ceil(choices.length / digits));
  const from = (page % pages) * digits;
  return { choices: choices.slice(from, from + digits), more: pages > 1 };
}

/**
 * Notices, playlists and screens over HTTP. Whoever changes one is answered with the whole content view after the commit. Screens
 * and their agents report here; only devices of the hall are believed.
 */
import { setImmediate } from 'node:timers/promises';
import type { Command } from '../../../protocol/commands.ts';
import type { RowSource } from '../../runtime/day-rows.ts';
import { businessDayPlays } from '../../runtime/play-report.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf, type Caller, isOfHall } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type ContentCalls = Pick<
  ApiHandlers,
  | 'content'
  | 'saveNotice'
  | 'submitNotice'
  | 'approveNotice'
  | 'returnNotice'
  | 'withdrawNotice'
  | 'urgentNotice'
  | 'savePlaylist'
  | 'removePlaylist'
  | 'removeMedia'
  | 'reloadScreen'
  | 'screenBeat'
  | 'screenPower'
  | 'screenPlan'
  | 'plays'
>;

/** Ids of content are made by pages; notices named `config-` are the configuration file's. */
const idPattern = /^[A-Za-z0-9-]{1,64}$/;
const fixedPattern = /^config-/;
/** The earliest that a date can begin anywhere on earth, before its midnight in UTC. */
const eastMsMax = 14 * 3_600_000;

export function createContentCalls({ hall, clock, log }: HttpOptions): ContentCalls {
  type Call = {
    readonly caller: Caller;
    readonly reply: Exchange<'content'>['reply'];
    readonly params: Exchange<'content'>['params'];
  };

  function change({ caller, params, reply }: Call, make: (id: string) => Command): void {
    const { id = '' } = params;
    if (!idPattern.test(id)) {
      sendProblem(reply, 'not-found', 'the id in the address: 1 to 64 letters, digits and hyphens');
      return;
    }
    const command = make(id);
    if ('notice' in command && fixedPattern.test(id)) {
      sendProblem(reply, 'notice-fixed');
      return;
    }
    hall.submit(command, actorOf(caller, undefined, 'staff'), (result) =>
      guarded(reply, log, () => {
        if (result.ok) sendJson(reply, 200, hall.contentView());
        else sendRefusal(reply, result.refusal);
      }),
    );
  }

  /** A clerk changes what the clerk has written, and may take down what is urgent; the others look after all of it. */
  function changeNotice(call: Call, make: (id: string) => Command, isDown = false): void {
    const { session } = call.caller;
    const notice = hall.contentView().notices.find(({ id }) => id === call.params.id);
    const isOwn = !notice || notice.fixed || notice.author === session?.badge;
    const isUrgent = isDown && notice?.draft.priority !== 'normal';
    if (session?.role !== 'clerk' || isOwn || isUrgent) change(call, make);
    else sendProblem(call.reply, 'notice-others');
  }

  function ofHall({ caller, reply }: Call): boolean {
    if (isOfHall(caller) || caller.session) return true;
    sendProblem(reply, 'not-allowed', 'only a screen of the hall reports: pair this one, see docs/http-api.md');
    return false;
  }

  const rows: RowSource = { head: hall.seq, read: hall.readEvents };
  /** One at a time: a day of a large hall is some tens of thousands of rows. */
  let isReading = false;

  /** The journal is read in pieces, and between them everything else goes on. */
  async function readPlays(date: string, aboutMs: number): Promise<string> {
    const files = hall.contentView().media;
    const nameOf = (sum: string) => files.find(({ sha256 }) => sha256 === sum)?.name ?? '';
    const reading = businessDayPlays(rows, date, aboutMs, nameOf);
    let step = reading.next();
    for (; !step.done; step = reading.next()) await setImmediate();
    return step.value;
  }

  const today = () => clock.local(clock.wallMs());
  const withReason = (reason: string | undefined) => (reason === undefined ? {} : { reason });

  return {
    content: ({ reply }) => sendJson(reply, 200, hall.contentView()),
    saveNotice: (call) => changeNotice(call, (notice) => ({ type: 'save-notice', notice, draft: call.body.draft })),
    submitNotice: (call) => changeNotice(call, (notice) => ({ type: 'move-notice', notice, to: 'submitted' })),
    approveNotice: (call) => change(call, (notice) => ({ type: 'move-notice', notice, to: 'approved' })),
    returnNotice: (call) =>
      change(call, (notice) => ({ type: 'move-notice', notice, to: 'draft', ...withReason(call.body.reason) })),
    withdrawNotice: (call) =>
      changeNotice(
        call,
        (notice) => ({ type: 'move-notice', notice, to: 'withdrawn', ...withReason(call.body.reason) }),
        true,
      ),
    urgentNotice: (call) => change(call, (notice) => ({ type: 'urgent-notice', notice, urgent: call.body })),
    savePlaylist: (call) => change(call, (playlist) => ({ type: 'save-playlist', playlist, content: call.body })),
    removePlaylist: (call) => change(call, (playlist) => ({ type: 'remove-playlist', playlist })),
    removeMedia: (call) => change(call, (sha256) => ({ type: 'remove-media', sha256 })),
    reloadScreen({ params, reply }) {
      if (hall.screenReload(params.id ?? '')) sendJson(reply, 200, hall.contentView());
      else sendProblem(reply, 'screen-unknown');
    },
    screenBeat(call) {
      if (!ofHall(call)) return;
      const answer = hall.screenBeat(call.params.id ?? '', call.body);
      if (answer) sendJson(call.reply, 200, answer);
      else sendProblem(call.reply, 'screen-unknown');
    },
    screenPower(call) {
      if (!ofHall(call)) return;
      if (hall.screenPower(call.params.id ?? '', call.body)) sendJson(call.reply, 200, {});
      else sendProblem(call.reply, 'screen-unknown');
    },
    screenPlan({ params, query, reply }) {
      const date = query.date ?? today().date;
      const noonMs = Date.parse(`${date}T12:00:00Z`);
      // The parser takes the 31st of February for a day of March.
      if (Number.isNaN(noonMs) || !new Date(noonMs).toISOString().startsWith(date)) {
        sendProblem(reply, 'not-found', 'query.date: there is no such day');
        return;
      }
      const weekday = new Date(noonMs).getUTCDay() || 7;
      const rows = hall.screenPlan(params.id ?? '', { date, weekday });
      if (rows) sendJson(reply, 200, { date, rows });
      else sendProblem(reply, 'screen-unknown');
    },
    async plays({ query, reply }) {
      const date = query.date ?? hall.hallView().hall.businessDate ?? today().date;
      const dayMs = Date.parse(`${date}T00:00:00Z`);
      if (Number.isNaN(dayMs)) return sendProblem(reply, 'not-found', 'query.date: there is no such day');
      if (isReading) return sendProblem(reply, 'busy', 'another table is being read', 1_000);
      isReading = true;
      try {
        sendPlays(reply, date, await readPlays(date, dayMs - eastMsMax));
      } finally {
        isReading = false;
      }
    },
  };
}

function sendPlays(reply: Exchange<'plays'>['reply'], date: string, text: string): void {
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="plays-${date}.csv"`)
    .send(text);
}

/**
 * The hall's rules in one function: state, command and context in, events or a refusal out. It changes nothing and
 * knows no clock; the same arguments give the same answer.
 */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import * as appointment from './decide-appointment.ts';
import * as call from './decide-call.ts';
import * as centre from './decide-centre.ts';
import * as content from './decide-content.ts';
import * as counter from './decide-counter.ts';
import * as cover from './decide-cover.ts';
import * as day from './decide-day.ts';
import { decideFirmwareBegun, decideFirmwareEnded } from './decide-firmware.ts';
import * as held from './decide-held.ts';
import { decideKey } from './decide-key.ts';
import * as paper from './decide-paper.ts';
import * as rating from './decide-rating.ts';
import * as ticket from './decide-ticket.ts';
import { decideUndo } from './decide-undo.ts';
import { accept, type DecideContext, type Decision } from './decision.ts';
import type { HallState } from './state.ts';

export function decide(state: HallState, command: Command, context: DecideContext): Decision {
  switch (command.type) {
    case 'issue':
      return ticket.decideIssue(state, command, context);
    case 'open':
      return counter.decideOpen(state, command, context);
    case 'close':
      return counter.decideClose(state, command, context);
    case 'pause':
      return counter.decidePause(state, command, context);
    case 'resume':
      return counter.decideResume(state, command, context);
    case 'call-next':
      return call.decideCallNext(state, command, context);
    case 'call':
      return call.decideCall(state, command, context);
    case 'recall':
      return call.decideRecall(state, command, context);
    case 'start':
      return held.decideStart(state, command, context);
    case 'finish':
      return held.decideFinish(state, command, context);
    case 'no-show':
      return held.decideNoShow(state, command, context);
    case 'park':
      return held.decidePark(state, command, context);
    case 'unpark':
      return call.decideUnpark(state, command, context);
    case 'recycle':
      return held.decideRecycle(state, command, context);
    case 'unanswered':
      return call.decideUnanswered(state, command, context);
    case 'walk-in':
      return call.decideWalkIn(state, command, context);
    case 'undo':
      return decideUndo(state, command, context);
    case 'cover':
      return cover.decideCover(state, command, context);
    case 'uncover':
      return cover.decideUncover(state, command, context);
    case 'store-next':
      return cover.decideStoreNext(state, command, context);
    case 'auto-call':
      return cover.decideAutoCall(state, command, context);
    case 'transfer':
      return held.decideTransfer(state, command, context);
    case 'rate':
      return rating.decideRate(state, command);
    case 'rating-timeout':
      return rating.decideRatingTimeout(state, command);
    case 'save-notice':
      return content.decideSaveNotice(state, command, context);
    case 'move-notice':
      return content.decideMoveNotice(state, command, context);
    case 'urgent-notice':
      return content.decideUrgentNotice(state, command, context);
    case 'notices-over':
      return content.decideNoticesOver(state, context);
    case 'save-playlist':
      return content.decideSavePlaylist(state, command, context);
    case 'remove-playlist':
      return content.decideRemovePlaylist(state, command, context);
    case 'add-media':
      return content.decideAddMedia(state, command, context);
    case 'remove-media':
      return content.decideRemoveMedia(state, command, context);
    case 'centre-notices':
      return centre.decideCentreNotices(state, command, context);
    case 'centre-films':
      return centre.decideCentreFilms(state, command, context);
    case 'centre-calendar':
      return centre.decideCentreCalendar(state, command);
    case 'voice-sample':
      return content.decideVoiceSample(command, context);
    case 'screen-played':
      return content.decidePlayed(state, command, context);
    case 'firmware-begun':
      return decideFirmwareBegun(command);
    case 'firmware-ended':
      return decideFirmwareEnded(command);
    case 'screen-confirmed':
      return content.decideConfirmed(state, command, context);
    case 'check-in':
      return appointment.decideCheckIn(state, command, context);
    case 'appointments':
      return appointment.decideAppointments(state, command, context);
    case 'appointments-passed':
      return appointment.decideAppointmentsPassed(state, context);
    case 'grant':
      return ticket.decideGrant(state, command, context);
    case 'add-service':
      return ticket.decideAddService(state, command, context);
    case 'revive':
      return ticket.decideRevive(state, command, context);
    case 'cancel':
      return ticket.decideCancel(state, command, context);
    case 'printed':
      return paper.decidePrinted(state, command);
    case 'print-interrupted':
      return paper.decideInterrupted(state, command);
    case 'print-unknown':
      return paper.decidePrintUnknown(state, command);
    case 'print-move':
      return paper.decidePrintMove(state, command, context);
    case 'print-settled':
      return paper.decidePrintSettled(state, command);
    case 'reprint':
      return paper.decideReprint(state, command);
    case 'test-paper':
      return paper.decideTestPaper(command, context);
    case 'key':
      return decideKey(state, command, context);
    case 'open-day':
      return day.decideOpenDay(state, command, context);
    case 'close-day':
      return day.decideCloseDay(state);
    case 'reopen-day':
      return day.decideReopenDay(state);
    case 'close-service':
      return day.decideCloseService(state, command, context);
    case 'open-service':
      return day.decideOpenService(state, command, context);
    case 'set-roll':
      return day.decideSetRoll(state, command, context);
    case 'device-state':
      return decideDeviceState(state, command);
    case 'session-opened':
      return accept([event('session.opened', { staff: command.staff, role: command.role })]);
    case 'session-refused':
      return accept([event('session.refused', { reason: command.reason })]);
    case 'session-closed':
      return accept([event('session.closed', { staff: command.staff })]);
  }
}

function decideDeviceState(state: HallState, command: Extract<Command, { type: 'device-state' }>): Decision {
  const known = state.devices.get(command.device);
  if (known && known.state === command.state && known.fault === command.fault) return accept([]);
  return accept([event('device.state', { device: command.device, state: command.state, fault: command.fault })]);
}

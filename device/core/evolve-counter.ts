/** What happens at a counter and to its devices: open and closed, cover, ratings, keys. */
import { firstTurn } from './calling-rule.ts';
import { countOf, type Handlers, touch, writable } from './evolve-records.ts';
import { undo } from './evolve-undo.ts';
import { nextEntry } from './key-entry.ts';

export const counterEvents: Handlers = {
  'counter.undone': (state, body, _at, seq) => undo(state, body, seq),
  'counter.armed': (state, body, at) => {
    writable(state, body.counter).armed = at;
  },
  'counter.disarmed': (state, body) => {
    writable(state, body.counter).armed = null;
  },
  'counter.covering': (state, body, at) => {
    writable(state, body.counter).cover = { services: body.services, since: at, ms: body.ms };
  },
  'counter.cover-ended': (state, body) => {
    writable(state, body.counter).cover = null;
  },
  'counter.opened': (state, body, at) => {
    const counter = writable(state, body.counter);
    counter.state = 'open';
    counter.opened = at;
    counter.clerk = body.clerk;
    counter.pauseReason = null;
  },
  'counter.paused': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'paused';
    counter.pauseReason = body.reason;
    counter.armed = null;
    counter.undo = null;
  },
  'counter.resumed': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'open';
    counter.pauseReason = null;
  },
  'counter.closed': (state, body) => {
    const counter = writable(state, body.counter);
    counter.state = 'closed';
    counter.opened = null;
    counter.clerk = null;
    counter.pauseReason = null;
    counter.armed = null;
    counter.cover = null;
    counter.undo = null;
    counter.turn = firstTurn;
  },
  'rating.opened': (state, body, at) => {
    state.ratingSession = body.session;
    state.ratings.set(body.visit, { ...body, opened: at, state: 'open', level: null });
    writable(state, body.counter).rating = body.visit;
  },
  'visit.rated': (state, body, _at, seq) => {
    const rating = state.ratings.get(body.visit);
    if (!rating) return;
    rating.state = 'rated';
    rating.level = body.level;
    const counter = writable(state, body.counter);
    if (counter.rating === body.visit) counter.rating = null;
    counter.lastRated = { visit: body.visit, level: body.level };
    const ticket = touch(state, body.visit, seq);
    if (ticket) countOf(state, ticket.service).rated += 1;
  },
  'visit.not-rated': (state, body) => {
    const rating = state.ratings.get(body.visit);
    if (rating && rating.state === 'open') rating.state = 'not-rated';
    const counter = writable(state, body.counter);
    if (counter.rating === body.visit) counter.rating = null;
  },
  'device.key': (state, body, at) => {
    state.keys.set(body.uid, { boot: body.boot, event: body.event });
    if (body.done === 'ignored') return;
    const entry = nextEntry(state.entries.get(body.uid), body.code, at);
    if (entry) state.entries.set(body.uid, entry);
    else state.entries.delete(body.uid);
  },
  'device.state': (state, body) => {
    state.devices.set(body.device, { state: body.state, fault: body.fault });
  },
};

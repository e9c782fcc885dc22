import { expect, it } from 'vitest';
import type { ShownFilm } from '../../protocol/screen-views.ts';
import { FilmTurns, strikesMax } from './film-turns.ts';
import { PlayLog } from './play-log.ts';

const film = (name: string): ShownFilm => ({
  media: name,
  url: `/media/${name}`,
  kind: 'video',
  seconds: 5,
  sound: false,
});
const a = film('a');
const b = film('b');
const c = film('c');

it('goes round, and keeps its place when the list changes', () => {
  const turns = new FilmTurns();
  turns.take([a, b], null);
  expect([turns.next(0), turns.next(0), turns.next(0)]).toEqual([a, b, a]);
  turns.take([c, a, b], a);
  expect(turns.next(0)).toBe(b);
  turns.take([], null);
  expect(turns.next(0)).toBeNull();
});

it('leaves an item out after three strikes, tells it, and tries it again after an hour', () => {
  const turns = new FilmTurns();
  turns.take([a, b], null);
  for (let n = 0; n < strikesMax; n += 1) turns.strike(a, 'no frame', 0);
  expect([turns.next(1), turns.next(1)]).toEqual([b, b]);
  expect(turns.out(1)).toEqual([{ media: 'a', why: 'no frame' }]);
  expect([turns.next(3_600_000), turns.next(3_600_000)]).toContain(a);
  turns.strike(a, 'no frame', 3_600_000);
  expect(turns.out(3_600_001)).toHaveLength(1);
});

it('counts strikes in a row only', () => {
  const turns = new FilmTurns();
  turns.take([a], null);
  turns.strike(a, 'x', 0);
  turns.strike(a, 'x', 0);
  turns.plays(a);
  turns.strike(a, 'x', 0);
  expect(turns.next(0)).toBe(a);
});

it('keeps proofs until the daemon has them, and no more than fit into one beat', () => {
  const log = new PlayLog();
  log.begin('a', 1_000);
  log.end(6_000, true);
  log.end(7_000, true);
  expect(log.plays).toEqual([{ media: 'a', ms: 5_000, whole: true }]);
  const taken = log.plays.slice();
  log.begin('b', 8_000);
  log.end(9_000, false);
  log.forget(taken);
  expect(log.plays).toEqual([{ media: 'b', ms: 1_000, whole: false }]);
  for (let n = 0; n < 200; n += 1) {
    log.begin('c', n);
    log.end(n + 1, true);
  }
  expect(log.plays).toHaveLength(50);
});

/**
 * What the frames of a device mean, by its profile: a rating, a key or nothing; each press once as far as the device allows.
 * Such frames have no number: what repeats within the bound is one press, what repeats later is another one.
 */
import { foreignKeys } from '../../../protocol/foreign-keys.ts';
import type { FrameProfile } from '../../../protocol/foreign-profile.ts';
import { fillTemplate, hexOf, matchesPattern } from './byte-words.ts';
import { repeatMsDefault, repeatsMax, unansweredMax } from './foreign-limits.ts';
import type { FrameLayout } from './frame-layout.ts';
import type { ReadFrame } from './frame-reader.ts';

export type Meaning =
  | { readonly kind: 'key'; readonly address: number; readonly code: number; readonly token: number }
  | { readonly kind: 'rating'; readonly address: number; readonly level: number; readonly token: number }
  /** Said before, and answered before: the answer again. */
  | { readonly kind: 'repeat'; readonly answer: Uint8Array | null }
  | { readonly kind: 'confirm'; readonly address: number }
  | { readonly kind: 'nothing' };

export interface FrameInbox {
  take(frame: ReadFrame, nowMs: number): Meaning;
  /** The answer to a key whose effect is stored; null when the profile has none, or it was refused. */
  answer(token: number, stored: boolean): Uint8Array | null;
}

interface Press {
  readonly answer: Uint8Array | null;
  lastMs: number;
  isStored: boolean;
}

export function createFrameInbox(profile: FrameProfile, layout: FrameLayout): FrameInbox {
  const repeatMs = profile.repeatMs ?? repeatMsDefault;
  const presses = new Map<string, Press>();
  const unanswered = new Map<number, Press>();
  let tokens = 0;

  function remember(key: string, answer: Uint8Array | null, nowMs: number): number {
    const press = { answer, lastMs: nowMs, isStored: false };
    presses.delete(key);
    presses.set(key, press);
    tokens += 1;
    unanswered.set(tokens, press);
    dropOldest(presses, repeatsMax);
    dropOldest(unanswered, unansweredMax);
    return tokens;
  }

  function answerOf(template: string | undefined, frame: ReadFrame): Uint8Array | null {
    if (template === undefined) return null;
    const { data } = frame;
    const filled = fillTemplate(template, (name) => {
      if (name === 'echo') return data;
      const at = Number(name.slice('in-'.length));
      return data.subarray(at, at + 1);
    });
    return layout.encode(frame.address, filled);
  }

  return {
    take(frame, nowMs) {
      const { address, data } = frame;
      if (profile.confirm !== undefined && matchesPattern(profile.confirm, data)) return { kind: 'confirm', address };
      const key = `${address} ${hexOf(data)}`;
      const known = presses.get(key);
      if (known && nowMs - known.lastMs < repeatMs) {
        known.lastMs = nowMs;
        return { kind: 'repeat', answer: known.isStored ? known.answer : null };
      }
      const rating = profile.rating?.find((each) => matchesPattern(each.data, data));
      if (rating) {
        const token = remember(key, answerOf(profile.answerRating, frame), nowMs);
        return { kind: 'rating', address, level: rating.level, token };
      }
      if (profile.ignore?.some((each) => matchesPattern(each, data))) return { kind: 'nothing' };
      const pressed = profile.keys?.find((each) => matchesPattern(each.data, data));
      if (!pressed) return { kind: 'nothing' };
      const token = remember(key, answerOf(profile.answerKey, frame), nowMs);
      return { kind: 'key', address, code: foreignKeys[pressed.key], token };
    },
    answer(token, stored) {
      const press = unanswered.get(token);
      unanswered.delete(token);
      if (!press || !stored) return null;
      press.isStored = true;
      return press.answer;
    },
  };
}

function dropOldest<K, V>(map: Map<K, V>, max: number): void {
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) map.delete(oldest);
}

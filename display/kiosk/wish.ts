/**
 * What a customer asks of the hall at the kiosk, how it is sent, and what to say when the hall says no. A wish keeps its
 * request id until it is answered, so that a lost answer never makes a second ticket, and another wish never gets the first one's.
 */
import { tBoth } from '../../protocol/texts.ts';
import type { Bilingual, Locale } from '../../protocol/texts-types.ts';
import type { TicketAnswer } from '../../protocol/views.ts';
import { callApi, freshId, LinkError, RefusalError } from '../shared/api.ts';

export type Wish =
  /** Services of one ticket, in order. */
  | { readonly kind: 'issue'; readonly services: readonly string[] }
  | { readonly kind: 'check-in'; readonly code: string };

/** What stands on the screen after a no, and what the large button does: send the same again, or back to the code. */
export interface Refused {
  readonly title: Bilingual;
  readonly words: readonly Bilingual[];
  readonly again: 'send' | 'code' | null;
}

/** The same tap is sent again this often while no answer comes; the request id makes it one ticket. */
const triesMax = 3;

export class WishLine {
  #key = '';
  #request = freshId();

  /** Sends a wish, `large` for a paper in large print; throws RefusalError or LinkError. */
  async send(wish: Wish, locale: Locale, large: boolean): Promise<TicketAnswer> {
    const key = JSON.stringify(wish);
    if (key !== this.#key) this.forget();
    this.#key = key;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await callApi<TicketAnswer>('POST', ...callOf(wish, this.#request, locale, large));
        this.forget();
        return answer;
      } catch (error) {
        if (error instanceof RefusalError) this.forget();
        if (!(error instanceof LinkError) || tries >= triesMax) throw error;
        await new Promise((done) => setTimeout(done, 400 * tries));
      }
    }
  }

  /** The next wish is another one, whatever it says: the next customer may want the same. */
  forget(): void {
    this.#key = '';
    this.#request = freshId();
  }
}

function callOf(wish: Wish, requestId: string, locale: Locale, large: boolean): [path: string, body: object] {
  const paper = large ? { large } : {};
  if (wish.kind === 'check-in') return ['appointments/check-in', { code: wish.code, requestId, locale, ...paper }];
  const [service = '', ...rest] = wish.services;
  return ['tickets', { service, ...(rest.length > 0 ? { rest } : {}), requestId, locale, channel: 'kiosk', ...paper }];
}

/** Words for a no. `nameOf` gives a service its name: of several services the refused one is named. */
export function refusedWords(wish: Wish, error: unknown, nameOf: (service: unknown) => Bilingual | null): Refused {
  const isCheckIn = wish.kind === 'check-in';
  const title = tBoth(isCheckIn ? 'kiosk.checkIn.failed' : 'kiosk.failed');
  if (!(error instanceof RefusalError)) return { title, words: [tBoth('kiosk.failed.ask')], again: 'send' };
  if (error.status >= 500) return { title, words: [error.text, tBoth('kiosk.failed.ask')], again: 'send' };
  if (isCheckIn) return appointmentWords(error) ?? { title, words: [error.text], again: null };
  const name = wish.services.length > 1 ? nameOf(error.values.service) : null;
  return { title, words: name ? [name, error.text] : [error.text], again: null };
}

function appointmentWords({ code, values }: RefusalError): Refused | null {
  if (code === 'appointment-unknown') {
    return {
      title: tBoth('kiosk.checkIn.unknown'),
      words: [tBoth('kiosk.checkIn.unknownNext')],
      again: 'code',
    };
  }
  if (code === 'appointment-other-day') {
    return {
      title: tBoth('kiosk.checkIn.otherDay'),
      words: [tBoth('kiosk.checkIn.otherDayNext')],
      again: null,
    };
  }
  if (code === 'appointment-early' && typeof values.minutes === 'number') {
    return { title: tBoth('kiosk.checkIn.early'), words: [earlyWords(values.minutes)], again: null };
  }
  return null;
}

function earlyWords(minutes: number): Bilingual {
  if (minutes < 60) return tBoth('kiosk.checkIn.earlyNext', { n: minutes });
  return tBoth('kiosk.checkIn.earlyHours', { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/**
 * Signing in and out. The journal records it by badge; the PIN never leaves this file except into the hash. An unknown
 * badge takes as long as a wrong PIN.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../../protocol/commands.ts';
import type { ClockPort } from '../../ports.ts';
import { dummyHash, verifyPin } from '../pin-hash.ts';
import { bearerToken, sessionCookie } from './admission.ts';
import { sendJson, sendProblem } from './answer.ts';
import { type Caller, staffActor } from './caller.ts';
import { makeCookie, readCookie } from './cookies.ts';
import { isHttps } from './host-check.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';
import { knownCookie, knownCookieSeconds, makeKnown, readKnown } from './known-browser.ts';
import type { ApiHandlers } from './register-calls.ts';
import type { Sessions } from './sessions.ts';
import { createSignInThrottle, type SignInFrom } from './sign-in-throttle.ts';
import type { StreamHub } from './stream-hub.ts';

type SessionCalls = Pick<ApiHandlers, 'signIn' | 'session' | 'signOut'>;

export function createSessionCalls(options: HttpOptions, sessions: Sessions, streams: StreamHub): SessionCalls {
  const { clock, config, hall, log } = options;
  const staff = new Map((config.staff ?? []).map((member) => [member.badge, member]));
  const nobody = dummyHash(config.staff?.[0]?.pin);
  const throttle = createSignInThrottle();
  let checksRunning = 0;

  /** Recorded when it can be: a full disk must not keep staff from the page that says so. */
  const record = (command: Command, badge: string): void =>
    hall.submit(command, staffActor(badge), (result) => {
      if (!result.ok) log.warn('session not recorded', { code: result.refusal.code });
    });

  return {
    async signIn({ body, caller, reply, request }) {
      const { badge, pin } = body;
      if (options.demo && !caller.local) {
        sendProblem(reply, 'not-allowed', 'the demo lets staff sign in on this machine only');
        return;
      }
      if (checksRunning >= httpLimits.pinChecksMax) {
        sendProblem(reply, 'busy', undefined, 1000);
        return;
      }
      const member = staff.get(badge);
      const from = signInFrom(caller, request, badge, member?.pin);
      const { pauseMs, delayMs } = throttle.begin(badge, from, clock.monoMs());
      if (pauseMs > 0) {
        sendProblem(reply, 'sign-in-paused', `wait ${Math.ceil(pauseMs / 1000)} s`, pauseMs);
        return;
      }
      if (delayMs > 0) {
        await turnOf(reply, delayMs, clock);
        if (reply.raw.destroyed) return;
        if (checksRunning >= httpLimits.pinChecksMax) {
          sendProblem(reply, 'busy', undefined, 1000);
          return;
        }
      }
      checksRunning += 1;
      const right = await verifyPin(pin, member?.pin ?? nobody).finally(() => {
        checksRunning -= 1;
      });
      if (!member || !right) {
        const actor = { id: member ? `op:${badge}` : 'page', clerk: null, staff: false };
        hall.submit({ type: 'session-refused', reason: member ? 'pin-wrong' : 'badge-unknown' }, actor, () => {});
        sendProblem(reply, 'sign-in-failed');
        return;
      }
      const nowMs = clock.monoMs();
      throttle.succeeded(badge, from, nowMs);
      const token = sessions.open(badge, member.role, nowMs);
      record({ type: 'session-opened', staff: badge, role: member.role }, badge);
      const secure = isHttps(config.hall.publicUrl, request.headers.host);
      const cookies = [makeCookie(sessionCookie, token, secure)];
      if (!caller.local)
        cookies.push(makeCookie(knownCookie, makeKnown(badge, member.pin), secure, knownCookieSeconds));
      reply.header('set-cookie', cookies);
      sendJson(reply, 200, { badge, role: member.role, token });
    },
    session({ caller, reply }) {
      sendJson(reply, 200, { badge: caller.session?.badge, role: caller.session?.role });
    },
    signOut({ caller, reply, request }) {
      const token = bearerToken(request.headers.authorization) ?? readCookie(request.headers.cookie, sessionCookie);
      if (caller.session && token !== null && sessions.close(token)) {
        record({ type: 'session-closed', staff: caller.session.badge }, caller.session.badge);
        streams.sweep();
      }
      endCookie(reply, isHttps(config.hall.publicUrl, request.headers.host));
    },
  };
}

function endCookie(reply: FastifyReply, secure: boolean): void {
  reply
    .header('set-cookie', makeCookie(sessionCookie, '', secure, 0))
    .header('cache-control', 'no-store')
    .code(204)
    .send();
}

/** Where strangers' tries do not count: at the hall itself, and in a browser that has signed this badge in before. */
function signInFrom(caller: Caller, request: FastifyRequest, badge: string, pinHash: string | undefined): SignInFrom {
  const { address, device, local } = caller;
  if (local) return { address, place: 'local' };
  if (device !== null) return { address, place: `device:${device}` };
  const nonce =
    pinHash === undefined ? null : readKnown(readCookie(request.headers.cookie, knownCookie), badge, pinHash);
  return { address, place: nonce === null ? null : `browser:${nonce}` };
}

/** Waits, at most until the caller hangs up. */
async function turnOf(reply: FastifyReply, delayMs: number, clock: ClockPort): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.at(clock.monoMs() + delayMs, resolve);
    reply.raw.once('close', () => {
      cancel();
      resolve();
    });
  });
}

/**
 * Signing in and out. The journal records it by badge; the PIN never leaves this file except into the hash. An unknown
 * badge takes as long as a wrong PIN.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../../protocol/commands.ts';
import { dummyHash, verifyPin } from '../pin-hash.ts';
import { bearerToken, cookieToken, sessionCookie } from './admission.ts';
import { sendJson, sendProblem } from './answer.ts';
import { staffActor } from './caller.ts';
import { hostName, publicHost } from './host-check.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers } from './register-calls.ts';
import type { Sessions } from './sessions.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';
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
      const pauseMs = throttle.begin(badge, caller.address, caller.local, clock.monoMs());
      if (pauseMs > 0) {
        sendProblem(reply, 'sign-in-paused', `wait ${Math.ceil(pauseMs / 1000)} s`, pauseMs);
        return;
      }
      const member = staff.get(badge);
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
      throttle.succeeded(badge, caller.address, caller.local, nowMs);
      const token = sessions.open(badge, member.role, nowMs);
      record({ type: 'session-opened', staff: badge, role: member.role }, badge);
      reply.header('set-cookie', cookie(token, isHttps(options, request)));
      sendJson(reply, 200, { badge, role: member.role, token });
    },
    session({ caller, reply }) {
      sendJson(reply, 200, { badge: caller.session?.badge, role: caller.session?.role });
    },
    signOut({ caller, reply, request }) {
      const token = bearerToken(request.headers.authorization) ?? cookieToken(request.headers.cookie);
      if (caller.session && token !== null && sessions.close(token)) {
        record({ type: 'session-closed', staff: caller.session.badge }, caller.session.badge);
        streams.sweep();
      }
      endCookie(reply, isHttps(options, request));
    },
  };
}

function endCookie(reply: FastifyReply, secure: boolean): void {
  reply
    .header('set-cookie', `${cookie('', secure)}; Max-Age=0`)
    .header('cache-control', 'no-store')
    .code(204)
    .send();
}

function cookie(token: string, secure: boolean): string {
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/** The page came over TLS: a proxy in front of us has the public name, and that name is https. */
function isHttps({ config }: HttpOptions, request: FastifyRequest): boolean {
  const { publicUrl } = config.hall;
  return (
    publicUrl?.startsWith('https:') === true && hostName(request.headers.host) === hostName(publicHost(publicUrl) ?? '')
  );
}

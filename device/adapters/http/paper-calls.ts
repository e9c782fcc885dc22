/** Tickets as pictures for staff, and papers that try a printer. What is tried is recorded with who did it. */
import { configDefaults } from '../../../protocol/config.ts';
import { limits } from '../../../protocol/limits.ts';
import { templateOf, ticketTemplates } from '../../../protocol/ticket-template.ts';
import { indexHall } from '../../core/hall-index.ts';
import { emptyDotFont } from '../../drivers/printer/dot-glyph.ts';
import { findPrinterProfile, type PrinterProfile, printerProfiles } from '../../drivers/printer/printer-profile.ts';
import { createTicketPapers } from '../../runtime/ticket-papers.ts';
import { gb18030 } from '../charset-gb18030.ts';
import { pictureOfPaper } from '../paper-picture.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers } from './register-calls.ts';
import { createTokenBuckets } from './token-buckets.ts';

export function createPaperCalls(options: HttpOptions): Pick<ApiHandlers, 'paper' | 'paperPreview' | 'testPaper'> {
  const { config, clock, hall, log } = options;
  const means = options.paperMeans ?? { charset: gb18030 };
  const font = means.font ?? emptyDotFont;
  const papers = createTicketPapers(means, indexHall(config), clock);
  const tries = createTokenBuckets(limits.testPapersPerMinute / 60, limits.testPapersMax, limits.limiterEntriesMax);
  const printers = config.printers ?? [];

  const profileOf = (id: string): PrinterProfile | null => {
    const printer = printers.find((one) => one.id === id);
    return printer ? findPrinterProfile(printer.profile ?? configDefaults.printerProfile) : null;
  };
  const isReady = (id: string): boolean => {
    const state = hall.healthPart().devices.find((device) => device.id === id)?.state;
    return state === 'ok' || state === 'warning';
  };

  return {
    paper({ reply }) {
      sendJson(reply, 200, {
        printers: printers.map(({ id }) => ({
          id,
          profile: profileOf(id)?.name ?? '',
          paperMm: profileOf(id)?.dotsPerLine === 384 ? 58 : 80,
          ready: isReady(id),
        })),
        templates: ticketTemplates(config.tickets).map(({ id, name = null }) => ({ id, name })),
        services: config.services.map(({ id, name, ticket }) => ({
          id,
          name,
          template: templateOf(config.tickets, ticket, false).id,
          large: templateOf(config.tickets, ticket, true).id,
        })),
      });
    },
    paperPreview({ query, reply }) {
      const { service, template, printer, paper = '80', large = 'no', locale = 'zh-CN' } = query;
      const generic = paper === '58' ? printerProfiles['zijiang-58'] : printerProfiles.generic;
      const profile = printer === undefined ? generic : profileOf(printer);
      const wish = {
        ...(service === undefined ? {} : { service }),
        ...(template === undefined ? {} : { template }),
        large: large === 'yes',
        locale,
        isTest: false,
      };
      const layout = profile ? papers.sample(wish, profile) : null;
      if (!profile || !layout) {
        sendProblem(reply, 'not-found', 'the hall has no such printer, service or template; see GET /api/paper');
        return;
      }
      const { png, widthDots, heightDots, lines } = pictureOfPaper(layout.body, profile.dotsPerLine, {
        ...means,
        font,
      });
      sendJson(reply, 200, {
        png: Buffer.from(png).toString('base64'),
        widthDots,
        heightDots,
        lines,
        bytes: layout.body.length,
        missing: layout.substituted,
      });
    },
    testPaper({ body, caller, params, reply }) {
      const { id = '' } = params;
      if (!profileOf(id)) {
        sendProblem(reply, 'not-found', 'the hall has no such printer; see GET /api/paper');
        return;
      }
      if (!isReady(id)) {
        sendProblem(reply, 'printer-not-ready');
        return;
      }
      const waitMs = tries.take(caller.session?.badge ?? '', clock.monoMs());
      if (waitMs > 0) {
        sendProblem(reply, 'too-many-requests', `wait ${Math.ceil(waitMs / 1000)} s`, waitMs);
        return;
      }
      const { service, template, large = false, locale = 'zh-CN' } = body;
      const wish = { service, ...(template === undefined ? {} : { template }), large, locale };
      hall.submit({ type: 'test-paper', printer: id, wish }, actorOf(caller, undefined, 'staff'), (result) =>
        guarded(reply, log, () => {
          if (result.ok) sendJson(reply, 202, {});
          else sendRefusal(reply, result.refusal);
        }),
      );
    },
  };
}

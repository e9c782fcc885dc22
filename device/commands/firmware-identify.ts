/** `hallkeeper firmware identify`: asks the chip on the cable what it is. Nothing is changed. */
import type { LoaderReport } from '../../firmware-bridge/loader/loader-report.ts';
import { firmwareTexts } from '../../protocol/firmware-texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import { identityText, problemJson, problemText } from './firmware-text.ts';
import { type LoaderPort, runLoader } from './run-loader.ts';

export interface IdentifyOptions {
  readonly port: LoaderPort;
  readonly json: boolean;
  readonly locale: Locale;
}

type Identified = Extract<LoaderReport, { kind: 'identified' }>;

/** Exit code: 0 when it answered. */
export async function identifyChip({ port, json, locale }: IdentifyOptions): Promise<number> {
  let seen: Identified | null = null as Identified | null;
  const { problem, state } = await runLoader({
    port,
    job: { kind: 'identify' },
    onReport(report) {
      if (report.kind === 'phase' && !json) process.stderr.write(`${pick(firmwareTexts.connect, locale)} …\n`);
      if (report.kind === 'identified') seen = report;
    },
    onStop() {},
  });
  if (problem !== null || seen === null) {
    const failed = problem ?? { code: 'answer-lost' as const };
    if (json) process.stdout.write(`${JSON.stringify(problemJson(failed, state), null, 2)}\n`);
    else process.stderr.write(`${problemText(failed, state, locale)}\n`);
    return failed.code === 'stopped' ? 130 : 1;
  }
  const { identity, readoutProtected } = seen;
  if (json) process.stdout.write(`${JSON.stringify({ ok: true, ...identity, readoutProtected }, null, 2)}\n`);
  else {
    const { on, off, notSaid, readoutProtection } = firmwareTexts;
    const protection = pick(readoutProtected === null ? notSaid : readoutProtected ? on : off, locale);
    process.stdout.write(`${identityText(identity, locale)}\n${pick(readoutProtection, locale)}: ${protection}\n`);
  }
  return 0;
}

/** The log: one line of JSON or of text on standard error. Never personal, never a secret: callers pass codes and counts. */
import type { LogPort } from '../ports.ts';

type Level = 'info' | 'warn' | 'error';
const rank = { info: 0, warn: 1, error: 2 } as const;

export function createConsoleLog(options: { readonly json: boolean; readonly from: Level }): LogPort {
  const write = (level: Level, what: string, detail: Readonly<Record<string, unknown>> = {}) => {
    if (rank[level] < rank[options.from]) return;
    const time = new Date().toISOString();
    if (options.json) {
      process.stderr.write(`${JSON.stringify({ time, level, what, ...detail })}\n`);
      return;
    }
    const rest = Object.entries(detail)
      .map(([key, value]) => ` ${key}=${String(value)}`)
      .join('');
    process.stderr.write(
      `${time.slice(11, 19)} ${level === 'info' ? '·' : level === 'warn' ? '!' : '✗'} ${what}${rest}\n`,
    );
  };
  return {
    info: (what, detail) => write('info', what, detail),
    warn: (what, detail) => write('warn', what, detail),
    error: (what, detail) => write('error', what, detail),
  };
}

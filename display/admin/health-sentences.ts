/** Health in sentences, as a pure function: what is wrong, since when, what to do. Errors first, then the oldest first. */
import { type Fault, type FaultText, faults } from '../../protocol/faults.ts';
import { type PlainTextKey, t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { HealthPart } from '../../protocol/views.ts';
import { formatClock } from '../shared/format.ts';

type HealthDevice = HealthPart['devices'][number];

export interface HealthSentence {
  readonly key: string;
  readonly severity: 'warning' | 'error';
  /** 'printer-1: The printer is out of paper, since 09:12' */
  readonly what: string;
  readonly act: string;
  readonly detail: string;
}

export function healthSentences(
  present: readonly Fault[],
  locale: Locale,
  zone: string | undefined,
  /** Numbers of the tickets that nobody knows to be printed. */
  unsure: readonly string[] = [],
  devices: readonly HealthDevice[] = [],
): readonly HealthSentence[] {
  const rank = (fault: Fault) => (textOf(fault).severity === 'error' ? 0 : 1);
  return [...present]
    .sort((a, b) => rank(a) - rank(b) || (a.sinceMs ?? 0) - (b.sinceMs ?? 0))
    .map((fault) => {
      const text = textOf(fault);
      const since =
        fault.sinceMs === null
          ? ''
          : (locale === 'en' ? ', ' : '，') + t(locale, 'admin.since', { time: formatClock(fault.sinceMs, zone) });
      return {
        key: `${fault.device}/${fault.code}`,
        severity: text.severity,
        what: place(fault, devices, locale) + pick(text.text, locale) + since,
        act:
          fault.code === 'print-unknown' && unsure.length > 0
            ? t(locale, 'admin.prints.unsure', { numbers: unsure.join(locale === 'en' ? ', ' : '、') })
            : pick(text.act, locale),
        detail: fault.detail ? `${fault.device} · ${fault.detail}` : fault.device,
      };
    });
}

/** A device as people call it: 'Printer', 'Counter 1 · Panel'. */
export function deviceName(device: Pick<HealthDevice, 'kind' | 'counter'>, locale: Locale): string {
  const key: PlainTextKey = `device.${device.kind}`;
  const kind = t(locale, key);
  return device.counter === undefined ? kind : `${t(locale, 'counter.name', { no: device.counter })} · ${kind}`;
}

/** Where a fault is, when its device belongs to a counter: 'Counter 1 · Panel: '. */
function place(fault: Fault, devices: readonly HealthDevice[], locale: Locale): string {
  const device = devices.find((one) => one.id === fault.device);
  if (device?.counter === undefined) return '';
  return deviceName(device, locale) + (locale === 'en' ? ': ' : '：');
}

/** '3 d 4 h' or '4 h 12 min'. */
export function formatUptime(ms: number, locale: Locale): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return t(locale, 'admin.days', { d: Math.floor(hours / 24), h: hours % 24 });
  return t(locale, 'admin.hoursMinutes', { h: hours, m: minutes % 60 });
}

/** A daemon newer than this page may know a fault that the page does not. */
function textOf(fault: Fault): FaultText {
  const known: Partial<Record<string, FaultText>> = faults;
  return (
    known[fault.code] ?? {
      severity: 'error',
      text: { zh: fault.code, en: fault.code },
      act: { zh: '请联系技术人员。', en: 'Call technical staff.' },
    }
  );
}

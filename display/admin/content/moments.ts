/** Times and sizes as the facilities page writes them. Pure; the zone comes in. */

/** '2026-11-24 09:12' in the hall's zone. */
export function formatMoment(wallMs: number, zone: string | undefined): string {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone ? { timeZone: zone } : {}),
  };
  return new Intl.DateTimeFormat('sv-SE', options).format(wallMs);
}

/** '2026-11-24' in the hall's zone. */
export function formatDate(wallMs: number, zone: string | undefined): string {
  return formatMoment(wallMs, zone).slice(0, 10);
}

/** '4.2 GB', '830 MB', '12 KB'. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

/** '0:45', '12:03'. */
export function formatLength(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

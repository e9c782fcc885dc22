/** The last segment of a page's address: `/counter/3` gives '3', `/t/ID` gives the id; empty when there is none. */
export function pathTail(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.length < 2 ? '' : decodeURIComponent(segments[segments.length - 1] ?? '');
}

/** The same as a counter number 1..99, or null. */
export function pathNumber(path: string): number | null {
  const tail = pathTail(path);
  return /^[1-9][0-9]?$/.test(tail) ? Number(tail) : null;
}

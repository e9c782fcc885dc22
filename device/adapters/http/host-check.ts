/**
 * Which names this server answers to, and whether a request comes from a page of its own. Against two attacks on a
 * daemon that trusts its own machine: a foreign name made to point at 127.0.0.1, and a foreign page that posts here.
 */

/** Host name of a `Host` header without port, lower case; empty when it cannot be read. */
export function hostName(host: string | undefined): string {
  return /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s/@]+)(?::[0-9]{1,5})?$/.exec(host ?? '')?.[1]?.toLowerCase() ?? '';
}

export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** True for the addresses to listen on that only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(host.includes(':') ? `[${host}]` : host);
}

/** Host of the configured public address, lower case without default port; null when there is none. */
export function publicHost(publicUrl: string | undefined): string | null {
  if (publicUrl === undefined || !URL.canParse(publicUrl)) return null;
  return new URL(publicUrl).host.toLowerCase();
}

/** The page came over TLS: a proxy in front of us has the public name, and that name is https. */
export function isHttps(publicUrl: string | undefined, host: string | undefined): boolean {
  return publicUrl?.startsWith('https:') === true && hostName(host) === hostName(publicHost(publicUrl) ?? '');
}

/**
 * Whether a state-changing request may be taken. With `Origin`, its host must be the one asked for. Without, a browser
 * says `Sec-Fetch-Site`, which must be of this site; a program says neither and is no browser somebody could abuse.
 */
export function isOwnOrigin(
  origin: string | undefined,
  fetchSite: string | undefined,
  host: string | undefined,
): boolean {
  if (origin !== undefined) return URL.canParse(origin) && plainHost(new URL(origin).host) === plainHost(host ?? '');
  return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/:(80|443)$/, '');
}

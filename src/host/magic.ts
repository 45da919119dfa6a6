// What is known of a pattern without minimatch, which few checks load.

/** What a host pattern has and no host name. */
export const MAGIC = /[*?[\]{}()!+@|,\\]/;

/** Whether a normalised pattern names one host: no minimatch magic in it, not merely no `*`. */
export function isFullHost(pattern: string): boolean {
  return !MAGIC.test(pattern);
}

/** Whether a normalised pattern may match a normalised host: it is that host, or ends as the host does. */
export function mayMatch(pattern: string, host: string): boolean {
  if (isFullHost(pattern)) return pattern === host;
  return host.endsWith(pattern.split(MAGIC).at(-1)!);
}

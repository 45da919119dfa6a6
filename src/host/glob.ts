// What of a pattern needs minimatch, which takes long to load, and few patterns need.
import { braceExpand, type MinimatchOptions, minimatch } from "minimatch";

/**
 * How a host pattern is matched: minimatch with frozen options, so that synth, the deployed resolver and every
 * client agree for good. `*` spans labels (hosts have no "/"): `*.acme.com` matches `a.b.acme.com`, not `acme.com`.
 */
export const MATCH_OPTIONS: Readonly<MinimatchOptions> = Object.freeze({
  nocase: true,
  nonegate: true,
  nocomment: true,
  dot: true,
});

export function globMatches(pattern: string, host: string): boolean {
  return minimatch(host, pattern, MATCH_OPTIONS);
}

/** The patterns that the braces of a pattern stand for, of these the first. */
export function expandBraces(pattern: string, atMost: number): string[] {
  return braceExpand(pattern, { ...MATCH_OPTIONS, braceExpandMax: atMost });
}

import { late } from "../late";
import { isFullHost, MAGIC } from "./magic";

export { isFullHost };

/** More brace alternatives than this are refused: a declaration stays readable, matching stays cheap. */
export const MAX_ALTERNATIVES = 64;

/** Whether a normalised pattern matches a normalised host. */
export function matchesHost(pattern: string, host: string): boolean {
  if (isFullHost(pattern)) return pattern === host;
  // A star before the labels of a domain, as most wildcards are: minimatch looks at the end as well, when it has got there.
  if (LABELS_BELOW_STAR.test(pattern) && LABELS.test(host)) return host.endsWith(pattern.slice(1));
  return loadGlob().globMatches(pattern, host);
}

const LABELS_BELOW_STAR = /^\*(?:\.[a-z0-9_-]+)+$/;
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** The patterns that the braces of a pattern stand for; at most one more than is allowed. */
export function alternatives(pattern: string): string[] {
  return pattern.includes("{") ? loadGlob().expandBraces(pattern, MAX_ALTERNATIVES + 1) : [pattern];
}

/** Few patterns need it. */
const loadGlob = late(() => require("./glob") as typeof import("./glob"));

/** The labels that are literal at the end of every alternative: `api.acme.com` for `{a,b}.api.acme.com`. */
export function literalTail(pattern: string): string {
  const tails = alternatives(pattern).map((alternative) => {
    const labels = alternative.split(".");
    return labels.slice(labels.findLastIndex((label) => MAGIC.test(label)) + 1);
  });
  const [first = [], ...others] = tails;
  const common = first.findLastIndex((label, i) =>
    others.some((tail) => tail[tail.length - (first.length - i)] !== label),
  );
  return first.slice(common + 1).join(".");
}

/** Where a registration is filed: a full host under its name, a wildcard under its literal tail. */
export function indexKey(pattern: string): string {
  return isFullHost(pattern) ? `host#${pattern}` : `tail#${literalTail(pattern)}`;
}

/** Everything that can match a host is filed under one of these: the host, and each tail of its labels (labels + 2). */
export function lookupKeys(host: string): string[] {
  const keys = [`host#${host}`, `tail#${host}`];
  for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
    keys.push(`tail#${host.slice(dot + 1)}`);
  }
  keys.push("tail#");
  return keys;
}

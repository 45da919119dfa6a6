import { ClientCertificateError, type ErrorCode } from "../errors";
import { CallSite } from "./call-site";

/**
 * What to throw where the API is used wrongly: its message ends with the user's line, and its stack trace is that line
 * alone, as nothing of this package is at fault.
 *
 * @param where path of the construct that is made
 */
export function misuse(
  message: string,
  { where, code = "invalid-argument" }: { where?: string; code?: ErrorCode } = {},
): ClientCertificateError {
  const site = new CallSite();
  const path = where === undefined ? "" : `[${where}] `;
  const line = site.line === undefined ? "" : ` (${site.line})`;
  const error = new ClientCertificateError(code, `${path}${message}${line}`);
  error.stack = [`${error.name} [${code}]: ${error.message}`, site.frame ?? []].flat().join("\n");
  return error;
}

/** Where a property that nobody reads is given, what it may have been meant to be. */
export function misspelt(given: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(given).find((name) => Reflect.get(given, name) !== undefined && !known.includes(name));
  if (unknown === undefined) return undefined;
  const [near] = known
    .map((name) => ({ name, distance: distanceOf(unknown.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const advice = near && near.distance <= MAX_SLIPS ? `did you mean ${near.name}?` : `there are ${known.join(", ")}`;
  return `there is no property ${JSON.stringify(unknown)}: ${advice}`;
}

/** Letters that are wrong, missing or too many, at which a name is still taken for another. */
const MAX_SLIPS = 3;

/** Levenshtein's. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** What a value is, in words that give nothing of it away. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

import { ClientCertificateError, type ErrorCode } from "../errors";
import { CallSite } from "./call-site";
import { hideProperties } from "./synthesis-error";

/**
 * Throws where the API is used wrongly: the message ends with the user's line, and the stack trace is that line alone, as
 * nothing of this package is at fault. Node prints no more of it.
 *
 * @param where path of the construct that is made
 */
export function misuse(
  message: string,
  { where, code = "invalid-argument" }: { where?: string; code?: ErrorCode } = {},
): never {
  const site = new CallSite();
  const path = where === undefined ? "" : `[${where}] `;
  const line = site.line === undefined ? "" : ` (${site.line})`;
  const error = new ClientCertificateError(code, `${path}${message}${line}`);
  error.stack = [`${error.name} [${code}]: ${error.message}`, site.frame ?? []].flat().join("\n");
  hideProperties(error);
  throw error; // node-do-not-add-exception-line
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

/** What a property is to be; `other` where more is asked of it elsewhere. */
export type Kind = "text" | "path" | "host" | "date" | "number" | "boolean" | "texts" | "other";

/** What the first property that is of another kind is, in words; undefined where there is none. */
export function wrongKind(given: object, kinds: Readonly<Record<string, Kind>>): string | undefined {
  const [wrong] = Object.entries(kinds).filter(([name, kind]) => {
    const value: unknown = Reflect.get(given, name);
    return value !== undefined && !IS_OF_KIND[kind](value);
  });
  if (!wrong) return undefined;
  const [name, kind] = wrong;
  return `${name} is ${kindOf(Reflect.get(given, name))}; it must be ${KINDS[kind]}`;
}

const KINDS: Readonly<Record<Kind, string>> = {
  text: "a text",
  path: "the path of a file, as a text",
  host: 'one host or pattern, as a text, e.g. "api.acme.com" or "{api,shop}.acme.com"',
  date: 'a date, as a text, e.g. "2026-11-24" or "2026-11-24T09:30:00Z"',
  number: "a number",
  boolean: "true or false",
  texts: 'an object of texts, e.g. { team: "shop" }',
  other: "given",
};

const IS_OF_KIND: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: isText,
  path: isText,
  host: isText,
  date: isText,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  texts: (value) => isProperties(value) && Object.values(value).every((it) => typeof it === "string"),
  other: () => true,
};

/** An object of properties, of a class of the user's or of none: no list, no date, and no promise of one. */
export function isProperties(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

export function isWholeNumber(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}

/** A number as it is, anything else as what it is. */
export function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : kindOf(value);
}

/** What a value is, in words that give nothing of it away. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  if (value instanceof Promise) return "a promise, which has to be awaited";
  if (value instanceof Date) return "a Date";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

import { ClientCertificateError, type ErrorCode } from "../errors";
import { readMoment } from "../moment";

/** What is being read, for the error about what is wrong with it. */
export interface Source {
  /** For people, e.g. `cdktf.out/stacks/shop/client-certificates.json`. */
  readonly name: string;
  readonly code: ErrorCode;
  /** What to do where it is not as expected. */
  readonly fix: string;
}

/** Takes what came from outside; gives the typed value, or throws a ClientCertificateError that names source and field. */
export type Reader<T> = (value: unknown, at: Place) => T;

/** A value's place in its source. */
export class Place {
  constructor(
    private readonly source: Source,
    private readonly path = "",
  ) {}

  field(name: string): Place {
    return new Place(this.source, this.path === "" ? name : `${this.path}.${name}`);
  }

  entry(index: number): Place {
    return new Place(this.source, `${this.path}[${index}]`);
  }

  /** What was found is told by its kind alone: a value may be secret. */
  refuse(value: unknown, expected: string): never {
    this.fail(
      value === undefined ? `is missing; it must be ${expected}` : `is ${kindOf(value)} and must be ${expected}`,
    );
  }

  /** @param problem what is wrong, as words that follow the name of the field */
  fail(problem: string): never {
    const { code, name, fix } = this.source;
    const subject = this.path === "" ? "it" : `its field ${this.path}`;
    throw new ClientCertificateError(code, `${name} cannot be used: ${subject} ${problem}. ${fix}`);
  }
}

/** An object's own fields. */
export class Fields {
  private readonly values: ReadonlyMap<string, unknown>;

  private constructor(
    object: object,
    private readonly at: Place,
  ) {
    this.values = new Map<string, unknown>(Object.entries(object));
  }

  static of(value: unknown, at: Place): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return at.refuse(value, "an object");
    return new Fields(value, at);
  }

  read<T>(name: string, reader: Reader<T>): T {
    return reader(this.values.get(name), this.at.field(name));
  }

  /** Undefined where there is no such field. */
  optional<T>(name: string, reader: Reader<T>): T | undefined {
    return this.values.get(name) === undefined ? undefined : this.read(name, reader);
  }

  entries<T>(reader: Reader<T>): [string, T][] {
    return [...this.values.keys()].map((name) => [name, this.read(name, reader)]);
  }
}

export const text: Reader<string> = (value, at) => (typeof value === "string" ? value : at.refuse(value, "a text"));

/** A text that says something. */
export const word: Reader<string> = (value, at) => (text(value, at) === "" ? at.fail("is empty") : text(value, at));

export const number: Reader<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : at.refuse(value, "a number");

export const flag: Reader<boolean> = (value, at) =>
  typeof value === "boolean" ? value : at.refuse(value, "true or false");

/** A moment as ISO 8601 says it, in UTC. */
export const moment: Reader<string> = (value, at) =>
  IN_UTC.test(text(value, at)) && readMoment(text(value, at))
    ? text(value, at)
    : at.refuse(value, "a date, e.g. 2026-11-24T09:00:00Z");

/** Two moments of one time zone sort as text. */
const IN_UTC = /^[\d-]+$|Z$/;

export function list<T>(entry: Reader<T>): Reader<T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((one: unknown, i) => entry(one, at.entry(i))) : at.refuse(value, "a list");
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : reader(value, at));
}

/** Every document of a format says the format's version. */
export function checkVersion(value: unknown, expected: number, at: Place): void {
  const version = Fields.of(value, at).read<unknown>("version", (it) => it);
  if (version === expected) return;
  const found = typeof version === "number" ? `has version ${version}` : "has no version";
  at.fail(`${found}, and this release reads ${expected}`);
}

/**
 * What a JSON text holds. No object may say a field twice: of two values JSON.parse takes the last, and others the first
 * (RFC 8259, section 4). The parser's own words are not passed on: they quote the text.
 */
export function parseJson(json: string, at: Place): unknown {
  const value = parsed(json, at);
  let names = 0;
  for (const [, colon] of json.matchAll(STRINGS)) if (colon !== undefined) names++;
  return names === countOfNames(value) ? value : at.fail("says a field twice");
}

function parsed(json: string, at: Place): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return at.fail(json.trim() === "" ? "is empty" : "is not a JSON object, or was cut off");
  }
}

/** Each string of a JSON text, with the colon that makes a name of it. */
const STRINGS = /"(?:[^"\\]+|\\.)*"(\s*:)?/g;

/** Of the objects at any depth: a text may be nested deeper than functions can call each other. */
function countOfNames(value: unknown): number {
  let names = 0;
  const left = [value];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (typeof one !== "object" || one === null) continue;
    const members: unknown[] = Object.values(one);
    if (!Array.isArray(one)) names += members.length;
    for (const member of members) left.push(member);
  }
  return names;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return value === "" ? "empty" : "a text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

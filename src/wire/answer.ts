import { ClientCertificateError, type ErrorCode } from "../errors";
import { mayMatch } from "../host/magic";
import { Fields, list, nullable, number, Place, parseJson, type Reader, text } from "./fields";
import { type Registration, readRegistration } from "./registration";

/** One candidate of an explained answer. */
export interface Considered {
  /** 1 for the certificate that is presented; null where the pattern does not match, or the item cannot be read. */
  readonly rank: number | null;
  /** The host pattern of its declaration. */
  readonly host: string;
  /** Path of the declaration in the construct tree. */
  readonly declaration: string;
  /** Undefined for an item that cannot be read. */
  readonly fingerprint256?: string;
  /** When it was added; undefined where nothing says so: see docs/matching.md. */
  readonly addedAt?: string;
  /** Why it has that rank, in words. */
  readonly reason: string;
}

/** The resolver's answer: which certificate a host gets. */
export interface Answer<T extends Registration = Registration> {
  /** The host that was asked for, normalised. */
  readonly host: string;
  /** The registration whose certificate is presented; null for an ordinary connection. */
  readonly certificate: T | null;
  /** Every candidate with its rank and the reason, if asked to explain. */
  readonly considered?: readonly Considered[];
  /** The registry did not answer, and this is what it said last. */
  readonly stale?: true;
  /** How long ago the registry said a stale answer, in milliseconds. */
  readonly ageMs?: number;
}

/** What the resolver says instead of an answer. */
export interface ResolverFault {
  readonly error: { readonly code: string; readonly message: string };
}

export function writeFault(code: ErrorCode | "internal-error", message: string): ResolverFault {
  return { error: { code, message } };
}

/**
 * What a registry said of a host. It counts only as the answer for that host, with a `certificate` that is either null,
 * or complete and for such a host: nothing else means that there is no certificate.
 *
 * @param name of the registry, for people
 * @throws ClientCertificateError `registry-unreachable` for all else; the fault that the resolver told
 */
export function readAnswer(value: unknown, host: string, name: string): Answer {
  const at = answerPlace(name);
  const fields = Fields.of(value, at);
  const fault = fields.optional("error", readFault);
  if (fault) {
    const code: ErrorCode = fault.code === "invalid-host" ? "invalid-host" : "registry-unreachable";
    throw new ClientCertificateError(code, `${name} answered: ${fault.message}`);
  }
  const answered = fields.read("host", text);
  if (answered !== host) return at.field("host").fail(`is another one than ${host}, which was asked`);
  const certificate = fields.read("certificate", nullable(readRegistration));
  if (certificate && !mayMatch(certificate.host, host)) {
    return at.field("certificate").field("host").fail(`is ${certificate.host}, which does not match ${host}`);
  }
  const considered = fields.optional("considered", list(readConsidered));
  const stale = fields.optional("stale", (it, place) => (it === true ? it : place.refuse(it, "true")));
  const ageMs = fields.optional("ageMs", readAge);
  return {
    host,
    certificate,
    ...(considered && { considered }),
    ...(stale && { stale }),
    ...(ageMs !== undefined && { ageMs }),
  };
}

/** The same, of the text in which it came. */
export function parseAnswer(json: string, host: string, name: string): Answer {
  return readAnswer(parseJson(json, answerPlace(name)), host, name);
}

function answerPlace(name: string): Place {
  return new Place({
    name: `the answer of ${name}`,
    code: "registry-unreachable",
    fix: "Deploy the registry with this release",
  });
}

const readAge: Reader<number> = (value, at) =>
  number(value, at) >= 0 ? number(value, at) : at.fail("is negative, and must be an age");

const readFault: Reader<ResolverFault["error"]> = (value, at) => {
  const fields = Fields.of(value, at);
  return { code: fields.read("code", text), message: fields.read("message", text) };
};

const readConsidered: Reader<Considered> = (value, at) => {
  const fields = Fields.of(value, at);
  return {
    rank: fields.read("rank", nullable(number)),
    host: fields.read("host", text),
    declaration: fields.read("declaration", text),
    fingerprint256: fields.optional("fingerprint256", text),
    addedAt: fields.optional("addedAt", text),
    reason: fields.read("reason", text),
  };
};

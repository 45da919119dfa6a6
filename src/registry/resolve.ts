import { lookupKeys } from "../host/host-pattern";
import { rank, winner } from "../host/rank";
import type { Registration, RegistrationStore } from "./registration";

/** One candidate of an explained answer. */
export interface Considered {
  /** 1 for the certificate that is presented; null where the pattern does not match. */
  readonly rank: number | null;
  readonly host: string;
  readonly declaration: string;
  readonly fingerprint256: string;
  readonly addedAt?: string;
  readonly reason: string;
}

/** The resolver's answer: which certificate a host gets. */
export interface Answer<T extends Registration = Registration> {
  readonly host: string;
  /** The registration whose certificate is presented; null for an ordinary connection. */
  readonly certificate: T | null;
  /** Every candidate with its rank and the reason, if asked to explain. */
  readonly considered?: readonly Considered[];
  /** The registry did not answer, and this is what it said last. */
  readonly stale?: true;
}

/** Which certificate a normalised host gets, by the registrations that a store holds. */
export async function resolve<T extends Registration>(
  store: RegistrationStore<T>,
  host: string,
  options: { explain?: boolean } = {},
): Promise<Answer<T>> {
  return answer(host, await store.candidates(lookupKeys(host)), options);
}

/** The answer for a host, given every registration that can match it. */
export function answer<T extends Registration>(
  host: string,
  candidates: readonly T[],
  options: { explain?: boolean } = {},
): Answer<T> {
  const certificate = winner(host, candidates) ?? null;
  return options.explain ? { host, certificate, considered: explain(host, candidates) } : { host, certificate };
}

function explain(host: string, candidates: readonly Registration[]): Considered[] {
  return rank(host, candidates).map(({ registration, ...ranked }) => ({
    rank: ranked.rank,
    host: registration.host,
    declaration: registration.declaration,
    fingerprint256: registration.fingerprint256,
    addedAt: registration.addedAt,
    reason: ranked.reason,
  }));
}

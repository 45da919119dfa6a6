import { ClientCertificateError } from "../errors";
import { lookupKeys, matchesHost } from "../host/host-pattern";
import { compareRank, type Rankable, rank } from "../host/rank";
import type { Answer, Considered } from "../wire/answer";
import type { Registration } from "../wire/registration";
import { isUnreadable, type ReadOptions, type RegistrationStore, type UnreadableItem } from "./store";

export interface LookUpOptions extends Omit<ReadOptions, "only"> {
  /** Whether the answer tells every candidate. @default false */
  readonly explain?: boolean;
  /** Told of every item that cannot be read, of those that may be for the host; to explain, of all. */
  readonly onUnreadable?: (item: UnreadableItem) => unknown;
}

/** How many candidates that do not match an explanation names. */
const MAX_OTHERS = 1_000;

/** What an explanation keeps of a candidate: a key may hold thousands. */
type Place = Rankable & Pick<Registration, "fingerprint256">;

/**
 * Which certificate a normalised host gets, by the registrations that a store holds.
 *
 * An item that cannot be read is left out. Where no other matches, and it may be the one for this host, there is no
 * answer: the request may have to carry its certificate.
 *
 * @throws ClientCertificateError `registry-unreachable`
 */
export async function resolve<T extends Registration>(
  store: RegistrationStore<T>,
  host: string,
  { explain = false, onUnreadable, ...options }: LookUpOptions = {},
): Promise<Answer<T>> {
  let best: T | undefined;
  let missing: UnreadableItem | undefined;
  const matching: Place[] = [];
  const others: Considered[] = [];
  const consider = (entry: T | UnreadableItem): void => {
    if (isUnreadable(entry)) {
      onUnreadable?.(entry);
      if (mayMatch(entry, host)) missing ??= entry;
      if (explain && others.length < MAX_OTHERS) others.push(unreadableCandidate(entry));
    } else if (matchesHost(entry.host, host)) {
      if (!best || compareRank(entry, best) < 0) best = entry;
      if (explain) matching.push(placeOf(entry));
    } else if (explain && others.length < MAX_OTHERS) {
      others.push({ rank: null, ...shown(entry), reason: `${entry.host} does not match ${host}` });
    }
  };
  const only = explain ? undefined : (pattern: string) => matchesHost(pattern, host);
  const reading = store.find(lookupKeys(host), consider, { ...options, only });
  if (reading) await reading;

  if (!best && missing) throw unreadable(host, missing);
  const answer = { host, certificate: best ?? null };
  return explain ? { ...answer, considered: [...explainRanks(host, matching), ...others] } : answer;
}

function mayMatch({ host: pattern }: UnreadableItem, host: string): boolean {
  return pattern === undefined || matchesHost(pattern, host);
}

function unreadable(host: string, { pk, sk, problem }: UnreadableItem): ClientCertificateError {
  return new ClientCertificateError(
    "registry-unreachable",
    `whether ${host} has a certificate is not known: the item ${pk}, ${sk} of the table may be for it. ${problem}`,
  );
}

function placeOf({ host, declaration, addedAt, order, fingerprint256 }: Registration): Place {
  return { host, declaration, addedAt, order, fingerprint256 };
}

function explainRanks(host: string, matching: readonly Place[]): Considered[] {
  return rank(host, matching).map(({ registration, ...ranked }) => ({
    rank: ranked.rank,
    ...shown(registration),
    reason: ranked.reason,
  }));
}

function shown({ host, declaration, fingerprint256, addedAt }: Place): Omit<Considered, "rank" | "reason"> {
  return { host, declaration, fingerprint256, addedAt };
}

function unreadableCandidate({ pk, sk, host, problem }: UnreadableItem): Considered {
  const declaration = sk.split("#").slice(2).join("#");
  return { rank: null, host: host ?? pk, declaration, reason: `left out: ${problem}` };
}

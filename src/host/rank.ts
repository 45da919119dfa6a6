import { isFullHost, matchesHost } from "./host-pattern";

/** What decides between registrations. */
export interface Rankable {
  /** A normalised host pattern. */
  readonly host: string;
  /** Path of the declaration in the construct tree. */
  readonly declaration: string;
  /** When the declaration was first deployed (ISO 8601, UTC, seconds); unknown before it is deployed. */
  readonly addedAt?: string;
  /** Place among the declarations that were first deployed at the same moment; later wins. */
  readonly order: number;
}

export interface Ranked<T extends Rankable> {
  readonly registration: T;
  /** 1 for the certificate that is presented, null where the pattern does not match the host. */
  readonly rank: number | null;
  /** In words, for people. */
  readonly reason: string;
}

/** Not deployed yet means newer than everything that has a date. */
const NOT_DEPLOYED = "~";

/**
 * Which of two matching registrations goes first: a full host before a wildcard, then the most recently added,
 * then the later declaration.
 */
export function compareRank(a: Rankable, b: Rankable): number {
  return (
    Number(isFullHost(b.host)) - Number(isFullHost(a.host)) ||
    compareText(b.addedAt ?? NOT_DEPLOYED, a.addedAt ?? NOT_DEPLOYED) ||
    b.order - a.order ||
    compareText(b.declaration, a.declaration)
  );
}

/** The registration whose certificate a host gets, if any. */
export function winner<T extends Rankable>(host: string, registrations: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const registration of registrations) {
    if (matchesHost(registration.host, host) && (!best || compareRank(registration, best) < 0)) best = registration;
  }
  return best;
}

/** Every candidate for a host with its rank and the reason, best first; those that do not match come last. */
export function rank<T extends Rankable>(host: string, registrations: readonly T[]): Ranked<T>[] {
  const matches = new Set(registrations.filter((r) => matchesHost(r.host, host)));
  const matching = [...matches].sort(compareRank);
  const others = registrations.filter((r) => !matches.has(r));
  return [
    ...matching.map((registration, i) => ({
      registration,
      rank: i + 1,
      reason: reasonFor(registration, matching[i - 1], matching[i + 1]),
    })),
    ...others.map((registration) => ({
      registration,
      rank: null,
      reason: `${registration.host} does not match ${host}`,
    })),
  ];
}

function reasonFor(registration: Rankable, better: Rankable | undefined, worse: Rankable | undefined): string {
  const kind = isFullHost(registration.host)
    ? "names the host in full"
    : `matches by the wildcard ${registration.host}`;
  if (better) return `${kind}; loses to ${better.declaration}: ${decidedBy(better, registration)}`;
  if (worse) return `${kind}; wins over ${worse.declaration}: ${decidedBy(registration, worse)}`;
  return `${kind}; no other certificate matches`;
}

/** What puts `better` before `worse`, in words that fit after both of their names. */
export function decidedBy(better: Rankable, worse: Rankable): string {
  if (isFullHost(better.host) !== isFullHost(worse.host)) return "a full host name goes before a wildcard";
  if (better.addedAt && worse.addedAt) {
    if (better.addedAt === worse.addedAt) return `added at the same moment (${better.addedAt}), declared later`;
    return `added more recently (${better.addedAt}, after ${worse.addedAt})`;
  }
  if (better.addedAt || worse.addedAt) {
    return "it has no addedAt and counts as added now; the deployed registry goes by its first deployment";
  }
  return "declared later; the deployed registry goes by the first deployment, unless both have addedAt";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

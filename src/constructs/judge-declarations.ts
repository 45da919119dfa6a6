import type { Construct } from "constructs";
import { type Finding, finding } from "../finding";
import { type Overlap, overlaps } from "../host/overlap";
import { compareRank, type Rankable } from "../host/rank";
import { listed } from "../material/words";
import type { EmbeddedRegistration } from "../wire/manifest";
import type { PlainResource } from "./terraform";

/** A ClientCertificate as its registry knows it. Findings, registration and resource wait for its handshake. */
export interface Declaration extends Rankable {
  readonly construct: Construct;
  readonly findings: readonly Finding[];
  /** Codes of warnings that the code acknowledges, and the reasons. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** The key could not be checked. */
  readonly isUnchecked: boolean;
  /** Absent while an error forbids it. */
  readonly registration?: EmbeddedRegistration;
  /** What puts it into the table. */
  readonly resource?: PlainResource;
}

/** What there is to say of a declaration. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Overlaps of which the code does not say who wins; information, not a fault. */
  readonly notes: readonly string[];
}

/** The verdicts on the declarations of one registry: on their material, and on the place of each among the others. */
export function judgeDeclarations(all: readonly Declaration[]): Map<Declaration, Verdict> {
  const verdicts = new Map(all.map((it) => [it, { findings: [...it.findings], notes: [] as string[] }]));
  const placed = all.filter(({ findings }) => !findings.some(({ code }) => code.startsWith("host-")));
  const found = (declaration: Declaration, ...more: Finding[]) => verdicts.get(declaration)!.findings.push(...more);

  for (const same of duplicates(placed)) {
    const [worst, ...others] = [...same].sort(compareRank).reverse();
    found(worst!, duplicate(worst!, others));
  }
  const pairs = overlaps(placed).filter(({ same }) => !same);
  for (const [pivot, others] of byPivot(pairs.filter(({ tie }) => tie))) found(pivot, tied(pivot, others));
  const shadowed = new Set<Declaration>();
  for (const { winner, loser, reason } of pairs.filter((it) => it.shadowed && it.decided && !it.tie)) {
    if (!shadowed.has(loser)) found(loser, shadow(winner, loser, reason));
    shadowed.add(loser);
  }
  for (const [pivot, others] of byPivot(pairs.filter(({ decided }) => !decided))) {
    verdicts.get(pivot)!.notes.push(unsettled(pivot, others));
  }
  return verdicts;
}

/** Declarations of the same host, each host once. */
function duplicates(declarations: readonly Declaration[]): Declaration[][] {
  const byHost = new Map<string, Declaration[]>();
  for (const it of declarations) byHost.set(it.host, [...(byHost.get(it.host) ?? []), it]);
  return [...byHost.values()].filter((same) => same.length > 1);
}

function duplicate(worst: Declaration, others: readonly Declaration[]): Finding {
  const names = others.map(({ declaration }) => declaration).sort();
  const all =
    names.length === 1 ? "one of the two is never presented" : `only one of the ${names.length + 1} is presented`;
  return finding(
    "host-duplicate",
    worst.host,
    `${listed(names)} ${names.length === 1 ? "declares" : "declare"} the same host, so that ${all}`,
    `remove ${names.length === 1 ? "one of them" : "all but one"}; to renew a certificate, change the files of its declaration`,
  );
}

/**
 * Pairs told as few sentences: each time of the declaration that meets the most others, all of those. A catch-all that meets
 * twenty wildcards is one sentence, not twenty.
 */
function byPivot(pairs: readonly Overlap<Declaration>[]): Map<Declaration, Overlap<Declaration>[]> {
  const told = new Map<Declaration, Overlap<Declaration>[]>();
  let left = pairs;
  while (left.length > 0) {
    const counts = new Map<Declaration, number>();
    // Of two that meet only each other, the one that loses is told of the other.
    for (const it of left) for (const one of [it.loser, it.winner]) counts.set(one, (counts.get(one) ?? 0) + 1);
    const [[pivot] = []] = [...counts].sort(([, a], [, b]) => b - a);
    const meets = (it: Overlap<Declaration>) => it.loser === pivot || it.winner === pivot;
    told.set(pivot!, left.filter(meets));
    left = left.filter((it) => !meets(it));
  }
  return told;
}

function tied(pivot: Declaration, pairs: readonly Overlap<Declaration>[]): Finding {
  const others = namesOf(pairs.map((it) => otherThan(pivot, it)));
  const which = pairs.length === 1 ? `which wins for ${pairs[0]!.hosts}` : "which of them win where they meet";
  return finding(
    "added-at-tie",
    pivot.host,
    `${others} ${pairs.length === 1 ? "has" : "have"} the same addedAt ${pivot.addedAt}: nothing says ${which}`,
    `give ${pairs.length === 1 ? "one of them a later addedAt" : "each another addedAt"}; the later one wins`,
  );
}

function shadow(winner: Declaration, loser: Declaration, reason: string): Finding {
  return finding(
    "host-shadowed",
    loser.host,
    `it is never presented: ${winner.declaration} (${winner.host}) matches all of its hosts and is ${reason}`,
    "remove it, or give it a later addedAt",
  );
}

function unsettled(pivot: Declaration, pairs: readonly Overlap<Declaration>[]): string {
  const others = pairs.map((it) => otherThan(pivot, it));
  const hosts = pairs.length === 1 ? pairs[0]!.hosts : `the hosts that it shares with ${namesOf(others)}`;
  const whom = pairs.length === 1 ? ` of it and ${namesOf(others)}` : "";
  const [last] = [pivot, ...others].sort((a, b) => b.order - a.order);
  const within = pairs.length === 1 ? `the one declared later (${last!.declaration})` : "the one declared later";
  return (
    `${pivot.host}: for ${hosts}, whichever${whom} is first deployed later wins, within one apply ${within}\n` +
    "    addedAt on both settles it in the code"
  );
}

function otherThan(pivot: Declaration, { winner, loser }: Overlap<Declaration>): Declaration {
  return winner === pivot ? loser : winner;
}

const MAX_NAMED = 5;

function namesOf(declarations: readonly Rankable[]): string {
  const names = declarations.map(({ declaration, host }) => `${declaration} (${host})`);
  const more = names.length - MAX_NAMED;
  return listed(more > 1 ? [...names.slice(0, MAX_NAMED), `${more} more`] : names);
}

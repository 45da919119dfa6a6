import { isFullHost, literalTail, matchesHost } from "./host-pattern";
import { graphCovers, graphsIntersect, PatternGraph } from "./pattern-graph";
import { compareRank, decidedBy, type Rankable } from "./rank";

/** Two declarations that can match the same host, and which of them wins there. */
export interface Overlap<T extends Rankable> {
  readonly winner: T;
  readonly loser: T;
  /** The hosts that both match, in words. */
  readonly hosts: string;
  /** Both match exactly the same pattern. */
  readonly same: boolean;
  /** The winner matches every host of the loser, which is then never presented. */
  readonly shadowed: boolean;
  /**
   * Whether the code decides it, by a full host name or by `addedAt` on both; otherwise it depends on which of the
   * two is deployed first.
   */
  readonly decided: boolean;
  /** Both were added at the same moment by `addedAt`, so that nothing in the code decides. */
  readonly tie: boolean;
  readonly reason: string;
}

/** Every pair of declarations that overlap, in the order of the later declaration of each pair. */
export function overlaps<T extends Rankable>(declarations: readonly T[]): Overlap<T>[] {
  const index = new OverlapIndex<T>();
  return declarations.flatMap((later) => {
    const end = literalEnd(later.host);
    const found = index.near(later.host, end).filter((earlier) => intersect(earlier.host, later.host));
    index.add(later, end);
    return found.map((earlier) => describe(earlier, later));
  });
}

/** @param a matches a host that `b` matches as well */
function describe<T extends Rankable>(a: T, b: T): Overlap<T> {
  const [winner, loser] = compareRank(a, b) < 0 ? [a, b] : [b, a];
  const same = a.host === b.host;
  const byFullHost = isFullHost(a.host) !== isFullHost(b.host);
  // The one host of a full name is the one in which they meet.
  const isWithin = (inner: T, outer: T) => isFullHost(inner.host) || covers(outer.host, inner.host);
  const winnerCovers = isWithin(loser, winner);
  return {
    winner,
    loser,
    hosts: winnerCovers
      ? loser.host
      : isWithin(winner, loser)
        ? winner.host
        : `hosts that match both ${winner.host} and ${loser.host}`,
    same,
    shadowed: !byFullHost && winnerCovers,
    decided: byFullHost || (a.addedAt !== undefined && b.addedAt !== undefined),
    tie: !byFullHost && a.addedAt !== undefined && a.addedAt === b.addedAt,
    reason: decidedBy(winner, loser),
  };
}

/** Which of two overlapping declarations wins for which hosts and why; or what it depends on. */
export function describeOverlap({ winner, loser, hosts, decided, reason }: Overlap<Rankable>): string {
  const [first, second] = [winner, loser].map(({ declaration, host }) => `${declaration} (${host})`);
  return decided
    ? `for ${hosts}, ${first} wins over ${second}: ${reason}`
    : `for ${hosts}, whichever of ${first} and ${second} is first deployed later wins, within one apply the one ` +
        `declared later (${winner.declaration}); addedAt on both settles it in the code`;
}

/** Finds the declarations that can overlap with a pattern without comparing it with every one. */
class OverlapIndex<T extends Rankable> {
  /** By the place where each declaration is filed in the registry. */
  private readonly filed = new Map<string, T[]>();
  /** By every tail that lies above a declaration. */
  private readonly below = new Map<string, T[]>();

  /** @param end its literal end, which takes a while to find in a pattern of many alternatives */
  add(declaration: T, end: string): void {
    push(this.filed, end, declaration);
    for (const tail of ancestors(end)) push(this.below, tail, declaration);
  }

  near(pattern: string, end: string): T[] {
    const above = [end, ...ancestors(end)].flatMap((tail) => this.filed.get(tail) ?? []);
    return [...above, ...(isFullHost(pattern) ? [] : (this.below.get(end) ?? []))].sort((a, b) => a.order - b.order);
  }
}

function literalEnd(pattern: string): string {
  return isFullHost(pattern) ? pattern : literalTail(pattern);
}

/** The shorter tails of a tail, down to the empty one. */
function ancestors(end: string): string[] {
  const tails: string[] = [];
  for (let dot = end.indexOf("."); dot !== -1; dot = end.indexOf(".", dot + 1)) tails.push(end.slice(dot + 1));
  return end === "" ? tails : [...tails, ""];
}

function push<T>(index: Map<string, T[]>, key: string, value: T): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}

/** Whether some host can match both patterns. Classes and extglobs count as anything, so it errs on the side of yes. */
export function intersect(a: string, b: string): boolean {
  if (isFullHost(a)) return matchesHost(b, a);
  if (isFullHost(b)) return matchesHost(a, b);
  return graphsIntersect(graphOf(a), graphOf(b));
}

/** Whether every host of `inner` surely matches `outer`; false where it cannot be told, with other magic than `*` and `{}`. */
export function covers(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (isFullHost(inner)) return matchesHost(outer, inner);
  if (isFullHost(outer) || /[?[(]/.test(outer + inner)) return false;
  return graphCovers(graphOf(outer), graphOf(inner));
}

/** The graphs of the patterns that are compared, each with many others. */
const graphs = new Map<string, PatternGraph>();
const MAX_GRAPHS = 1_000;

function graphOf(pattern: string): PatternGraph {
  const known = graphs.get(pattern);
  if (known) return known;
  if (graphs.size >= MAX_GRAPHS) graphs.clear();
  const graph = new PatternGraph(pattern);
  graphs.set(pattern, graph);
  return graph;
}

import { alternatives } from "./host-pattern";

/** Any text. */
const TEXT = "*";
/** Any one character. */
const CHARACTER = "?";

/** A place in a pattern. */
interface Node {
  readonly id: number;
  /** Whether a host may end here. */
  readonly ends: boolean;
  /** Whether it is the place of a `*`, where any text may come. */
  readonly loops: boolean;
  /** By the character that comes next, or CHARACTER. */
  readonly steps: ReadonlyMap<string, Node>;
  /** The place of a `*` that comes next. */
  readonly star?: Node;
}

/**
 * The hosts of a pattern as a graph of its characters, in which what its alternatives share is once: two of the longest
 * patterns are compared in milliseconds. Classes and extglobs count as anything.
 */
export class PatternGraph {
  readonly nodes: Node[] = [];
  readonly start: Node;
  private readonly known = new Map<string, Node>();

  constructor(pattern: string) {
    this.start = this.nodeOf([...new Set(alternatives(pattern).map(simplified))], false);
  }

  /** The place from which these texts follow. */
  private nodeOf(texts: readonly string[], loops: boolean): Node {
    const key = `${loops} ${texts.join(" ")}`;
    const known = this.known.get(key);
    if (known) return known;
    const rests = new Map<string, string[]>();
    for (const text of texts.filter((it) => it !== "")) {
      const others = rests.get(text[0]!);
      if (others) others.push(text.slice(1));
      else rests.set(text[0]!, [text.slice(1)]);
    }
    const steps = new Map<string, Node>();
    let star: Node | undefined;
    for (const [first, rest] of rests) {
      if (first === TEXT) star = this.nodeOf(rest, true);
      else steps.set(first, this.nodeOf(rest, false));
    }
    const node = { id: this.nodes.length, ends: texts.includes(""), loops, steps, star };
    this.nodes.push(node);
    this.known.set(key, node);
    return node;
  }
}

function simplified(alternative: string): string {
  return alternative.replace(/[?*+@!]\(.*\)|\*+/g, TEXT).replace(/\[[^\]]*\]/g, CHARACTER);
}

/** Whether some host is in both: a walk through both at once, which sees each pair of places once. */
export function graphsIntersect(a: PatternGraph, b: PatternGraph): boolean {
  const seen = new Uint8Array(a.nodes.length * b.nodes.length);
  const waiting: number[] = [];
  const visit = (x: Node, y: Node | undefined): void => {
    if (!y) return;
    const pair = x.id * b.nodes.length + y.id;
    if (seen[pair]) return;
    seen[pair] = 1;
    waiting.push(pair);
  };
  visit(a.start, b.start);
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const x = a.nodes[Math.floor(pair / b.nodes.length)]!;
    const y = b.nodes[pair % b.nodes.length]!;
    if (x.ends && y.ends) return true;
    if (x.star) visit(x.star, y);
    if (y.star) visit(x, y.star);
    if (x.loops) for (const next of y.steps.values()) visit(x, next);
    for (const [character, next] of x.steps) {
      if (y.loops) visit(next, y);
      if (character === CHARACTER) for (const other of y.steps.values()) visit(next, other);
      else {
        visit(next, y.steps.get(character));
        visit(next, y.steps.get(CHARACTER));
      }
    }
  }
  return false;
}

/**
 * Whether every host of `inner` is in `outer`, for patterns of `*` and `{}` alone. Of all that a `*` can stand for, a
 * text that is in no pattern leads to the fewest places of `outer`: what goes on from there, goes on from the others.
 */
export function graphCovers(outer: PatternGraph, inner: PatternGraph): boolean {
  const done = new Set<string>();
  const covered = (node: Node, places: ReadonlySet<Node>, isLabelStart: boolean): boolean => {
    const key = `${node.id} ${isLabelStart} ${[...places]
      .map(({ id }) => id)
      .sort()
      .join()}`;
    if (done.has(key)) return true;
    done.add(key);
    // A host has no empty label: nothing ends, or has a dot, where a label begins.
    if (node.ends && !isLabelStart && ![...places].some(({ ends }) => ends)) return false;
    if (node.star && !covered(node.star, reach([...places].filter(({ loops }) => loops)), false)) return false;
    return [...node.steps].every(([character, next]) => {
      if (isLabelStart && character === ".") return true;
      return covered(next, after(places, character), character === ".");
    });
  };
  return covered(inner.start, reach([outer.start]), true);
}

function after(places: ReadonlySet<Node>, character: string): ReadonlySet<Node> {
  return reach([...places].flatMap((place) => [place.steps.get(character) ?? [], place.loops ? place : []].flat()));
}

/** These places, and those of the `*` that come next. */
function reach(places: readonly Node[]): ReadonlySet<Node> {
  const all = new Set(places);
  for (const { star } of all) if (star) all.add(star);
  return all;
}

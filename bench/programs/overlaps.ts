// `<catch-all | pair> <count>`: what synth takes to find the declarations that overlap, in milliseconds; the same by
// minimatch alone, which only says which host matches.
import { braceExpand, Minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../dist/host/glob";
import { overlaps } from "../../dist/host/overlap";
import { median } from "./median";
import { report } from "./report";

const [what, count] = process.argv.slice(2);
report(what === "pair" ? worstPair(Number(count)) : belowCatchAll(Number(count)));

/** Once, as in a synth. */
function belowCatchAll(count: number): { ours: number; reference: number } {
  const below = Array.from({ length: count }, (_, i) => `api.customer-${i}.customers.example`);
  const hosts = ["*.customers.example", ...below];
  let found = 0;
  const ours = timed(() => {
    found = overlaps(hosts.map(declared)).length;
  });
  if (found !== count) throw new Error(`${found} overlaps were found`);
  return { ours, reference: timed(() => matchAll(hosts[0]!, below)) };
}

/** Of patterns of the allowed length with 64 alternatives, each with each; the median of so many rounds. */
function worstPair(rounds: number): { ours: number; reference: number } {
  const samples = new Map<string, number[]>();
  const reference: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Others in each round: what is known of a pattern is remembered.
    const patterns = longest(`.r${round}.example`);
    for (const [i, a] of patterns.entries()) {
      for (const [j, b] of patterns.entries()) {
        const times = samples.get(`${i} ${j}`) ?? [];
        samples.set(`${i} ${j}`, times);
        times.push(timed(() => overlaps([a, b].map(declared))));
      }
    }
    reference.push(timed(() => matchAll(patterns[0]!, patterns.slice(1))));
  }
  return { ours: Math.max(...[...samples.values()].map(median)), reference: median(reference) };
}

function declared(host: string, order: number) {
  return { host, order, declaration: `bench/${order}` };
}

function matchAll(pattern: string, hosts: readonly string[]): void {
  const compiled = braceExpand(pattern, MATCH_OPTIONS).map((one) => new Minimatch(one, MATCH_OPTIONS));
  for (const host of hosts) compiled.some((one) => one.match(host));
}

function timed(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}

function longest(end: string): string[] {
  const filled = (start: string, unit: string) =>
    start + unit.repeat((253 - start.length - end.length) / unit.length) + end;
  return [
    `{${Array.from({ length: 64 }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(1 + i / 26)).join()}}${end}`,
    filled("{a,b}".repeat(6), "*?"),
    filled("{*a,*b}".repeat(6), "*?"),
    filled("{*c,*d}".repeat(6), "*?"),
    filled("{*a,}{*b,}{*c,}{*d,}{*e,}{*f,}", "*x"),
    filled(`*${"{a,b}*".repeat(6)}`, "*a"),
    filled("*{b,a}*{b,c}*{d,b}*{a,c}*{a,b}*{z,b}*", "*b"),
  ];
}

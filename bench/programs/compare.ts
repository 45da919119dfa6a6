import { median } from "./median";

export type Task = () => unknown;

export interface CompareOptions {
  readonly rounds: number;
  /** For how long a task runs in each round, in milliseconds. */
  readonly time: number;
}

/** Two small things, timed by tinybench in turn; each the median of its rounds' medians, in milliseconds. */
export async function compare(
  tasks: { readonly ours: Task; readonly reference: Task },
  { rounds, time }: CompareOptions,
): Promise<{ ours: number; reference: number }> {
  // A module that only `import` can load.
  const { Bench } = await import("tinybench");
  const samples = { ours: [] as number[], reference: [] as number[] };
  const iterations = rounds > 1 ? 3 : 1;
  for (let round = 0; round < rounds; round++) {
    const warmup = { warmup: rounds > 1, warmupTime: time / 2, warmupIterations: iterations };
    const bench = new Bench({ time, iterations, ...warmup, throws: true });
    for (const name of round % 2 === 0 ? (["ours", "reference"] as const) : (["reference", "ours"] as const)) {
      bench.add(name, tasks[name]);
    }
    for (const { name, result } of await bench.run()) {
      if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
      samples[name as keyof typeof samples].push(result.latency.p50);
    }
  }
  return { ours: median(samples.ours), reference: median(samples.reference) };
}

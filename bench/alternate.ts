import { median } from "./programs/median";
import type { Session } from "./session";

type Figures = Readonly<Record<string, number>>;

export interface Alternated<T> {
  readonly ours: T;
  readonly reference: T;
}

/**
 * Measures two things in turn, round after round, so that the mood of the machine hits both alike; the medians of each
 * figure. One round before warms the caches of the machine, unless it is told not to, for what takes long.
 */
export async function alternate<T extends Figures>(
  session: Session,
  rounds: number,
  { ours, reference }: Alternated<() => Promise<T>>,
  warmUp = !session.isShort,
): Promise<Alternated<T>> {
  const samples = { ours: [] as T[], reference: [] as T[] };
  const count = session.size(rounds, 1);
  for (let round = warmUp ? -1 : 0; round < count; round++) {
    process.stderr.write(round < 0 ? "  a round that counts for nothing\n" : `  round ${round + 1} of ${count}\n`);
    const order = round % 2 === 0 ? (["ours", "reference"] as const) : (["reference", "ours"] as const);
    for (const which of order) {
      const sample = await (which === "ours" ? ours : reference)();
      if (round >= 0) samples[which].push(sample);
    }
  }
  return { ours: medians(samples.ours), reference: medians(samples.reference) };
}

function medians<T extends Figures>(samples: readonly T[]): T {
  const names = Object.keys(samples[0]!);
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]!))])) as T;
}

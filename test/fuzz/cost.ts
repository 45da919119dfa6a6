// What the work on an input costs: processor time of this process, so that a busy machine changes nothing.

/** What an input may cost, beyond what Node itself takes to load it. */
const MAX_MS = 200;
/** Whoever waits for something uses no processor; no input keeps its caller longer than this. */
const MAX_WAIT_MS = 10_000;
/** A dear run is done again: the first one may have paid for a compilation or a collection. */
const RUNS = 3;

export interface Cost {
  readonly ms: number;
  /** What Node itself takes, where the input cost more than is allowed. */
  readonly nodeMs?: number;
}

/** Runs the work, and says what it cost. */
export function measured<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const [waited, before] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const wait = performance.now() - waited;
  if (wait > MAX_WAIT_MS) throw new Error(`took ${Math.round(wait)} ms`);
  return { result, ms: (user + system) / 1000 };
}

/**
 * The result of the work.
 *
 * @param byNode what Node does with the same input; it may throw
 * @param tell is told the cost
 * @throws Error where it costs too much
 */
export function bounded<T>(work: () => T, byNode: () => void, tell: (cost: Cost) => void): T {
  const { result, ms } = measured(work);
  if (ms <= MAX_MS) {
    tell({ ms });
    return result;
  }
  const cost = { ms: least(work, ms), nodeMs: least(() => attempt(byNode)) };
  tell(cost);
  if (cost.ms - cost.nodeMs > MAX_MS)
    throw new Error(`took ${Math.round(cost.ms)} ms of the processor, and Node itself ${Math.round(cost.nodeMs)} ms`);
  return result;
}

function least(work: () => void, known = Number.POSITIVE_INFINITY): number {
  let ms = known;
  for (let run = 1; run < RUNS; run++) ms = Math.min(ms, measured(work).ms);
  return ms;
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // Node refuses the input.
  }
}

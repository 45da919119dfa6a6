/** What a clock that is set, or slewed, may differ by, in milliseconds. */
const UNSURE_MS = 1_000;

/**
 * Milliseconds since some moment; never goes back, and goes on while the machine sleeps. The monotonic clock stands still
 * then (clock_gettime(2), CLOCK_MONOTONIC), as it may in AWS Lambda between two invocations: the wall clock tells.
 */
export function clockOf(monotonic: () => number, wall: () => number): () => number {
  let offset = wall() - monotonic();
  let asleep = 0;
  return () => {
    const elapsed = monotonic();
    const gone = wall() - elapsed - offset;
    if (Math.abs(gone) > UNSURE_MS) {
      offset += gone;
      asleep += Math.max(0, gone);
    }
    return elapsed + asleep;
  };
}

/** The clock of this process. */
export const now = clockOf(
  () => performance.now(),
  () => Date.now(),
);

/** By default undici keeps a connection that rests for so long, in milliseconds, and Node's agent hardly longer. */
export const KEEP_MS = 4_000;

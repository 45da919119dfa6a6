import { progress } from "./terminal";

/** How many servers, secrets or answers are asked for at a time. */
const AT_ONCE = 8;

/**
 * What an asynchronous function makes of each item, some at a time, in the order of the items.
 *
 * @param done what was done to them, for the line of progress: `servers asked`
 */
export async function allAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>, done: string): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let finished = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) {
      results[i] = await work(items[i]!);
      progress(`${++finished} of ${items.length} ${done}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
    return results;
  } finally {
    progress("");
  }
}

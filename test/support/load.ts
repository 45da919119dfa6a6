// Requests at a steady pace, while something else happens.
import { setTimeout } from "node:timers/promises";

export interface LoadOptions {
  /** The n-th request; resolves to the common name that the server saw, rejects if it failed. */
  readonly request: (n: number) => Promise<string>;
  /** How many requests, at least. */
  readonly requests: number;
  /** How many at the same time. @default 20 */
  readonly concurrency?: number;
  /** How long each of them rests before the next request, in milliseconds. @default 10 */
  readonly pauseMs?: number;
  /** What happens meanwhile, begun when a tenth of the requests are answered; the load goes on until it is over. */
  readonly meanwhile: () => Promise<void>;
  /** Goes on until the server has seen this subject in a tenth as many requests. */
  readonly until: string;
  /** Gives up waiting for `until` after so long, in milliseconds. @default 60000 */
  readonly patienceMs?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: readonly Error[];
  /** How many requests the server answered for each subject that it saw. */
  readonly subjects: Readonly<Record<string, number>>;
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const { request, requests, concurrency = 20, pauseMs = 10, meanwhile, until, patienceMs = 60_000 } = options;
  const subjects: Record<string, number> = {};
  const failures: Error[] = [];
  let sent = 0;
  let answered = 0;
  let event: Promise<void> | undefined;
  let isOver = false;
  let deadline = Number.POSITIVE_INFINITY;
  const begin = () => {
    event ??= meanwhile().finally(() => {
      isOver = true;
      deadline = Date.now() + patienceMs;
    });
  };

  const goesOn = () => sent < requests || !isOver || ((subjects[until] ?? 0) < requests / 10 && Date.now() < deadline);
  const worker = async () => {
    while (goesOn()) {
      try {
        const subject = await request(sent++);
        subjects[subject] = (subjects[subject] ?? 0) + 1;
      } catch (error) {
        failures.push(error as Error);
      }
      if (++answered >= requests / 10) begin();
      await setTimeout(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await event;
  return { requests: sent, failures, subjects };
}

/** For the test's output. */
export function describeLoad(what: string, { requests, failures, subjects }: LoadResult): string {
  const seen = Object.entries(subjects).map(([subject, count]) => `${count} as ${subject}`);
  return `${what}: ${requests} requests, ${failures.length} failed, ${seen.join(", ")}`;
}

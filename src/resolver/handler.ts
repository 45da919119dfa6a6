import { printableJson } from "../printable";
import { DynamoDbStore } from "../registry/dynamodb-store";
import { type MetricEntry, unreadableEntry } from "../registry/metrics";
import { isReportRequest } from "../wire/request";
import { ExpiryReport } from "./expiry-report";
import { Resolver } from "./resolver";

const registry = process.env.REGISTRY_TABLE ?? "";

/** How long the daily report may take, in milliseconds: less than the function's own timeout. */
const REPORT_DEADLINE_MS = 80_000;
/** How many entries are written at once. */
const AT_ONCE = 100;

let resolver: Resolver | undefined;

/**
 * The entry point of the Lambda function: a request, or the daily event of the expiry alarm. A report that fails throws, so that
 * Lambda tries again and its errors are counted; the alarm fires on a missing one.
 */
export const handler = async (event: unknown): Promise<unknown> => {
  if (isReportRequest(event)) return report();
  resolver ??= makeResolver();
  return resolver.handle(event);
};

function makeResolver(): Resolver {
  return new Resolver(new DynamoDbStore(registry, process.env), {
    freshMs: 5_000,
    staleMs: 15 * 60_000,
    deadlineMs: 7_000,
    maxHosts: 1_000,
    maxBytes: 32 * 1024 * 1024,
    now: Date.now,
    onUnreadable: (items) => write([unreadableEntry(registry, items.length, items, Date.now())]),
  });
}

async function report(): Promise<object> {
  const expiry = new ExpiryReport(registry, Date.now());
  let waiting: MetricEntry[] = [];
  const flush = (): void => {
    write(waiting);
    waiting = [];
  };
  await new DynamoDbStore(registry, process.env).all(
    (item) => {
      waiting.push(...expiry.add(item));
      if (waiting.length >= AT_ONCE) flush();
    },
    { signal: AbortSignal.timeout(REPORT_DEADLINE_MS) },
  );
  waiting.push(...expiry.end());
  flush();
  return expiry.counts;
}

/** Not by console.log, which puts a time and the request's id before the JSON that CloudWatch looks for. */
function write(entries: readonly MetricEntry[]): void {
  process.stdout.write(entries.map((entry) => `${printableJson(entry, 0)}\n`).join(""));
}

import { DynamoDbStore } from "../registry/dynamodb-store";
import { REPORT_REQUEST } from "../registry/metrics";
import { Resolver } from "./resolver";

const registry = process.env.REGISTRY_TABLE ?? "";
const store = new DynamoDbStore(registry, process.env);

const resolver = new Resolver(store, {
  freshMs: 5_000,
  staleMs: 15 * 60_000,
  maxHosts: 1_000,
  now: Date.now,
});

/**
 * The entry point of the Lambda function: a request, or the daily event of the expiry alarm. A report that fails throws, so that
 * Lambda tries again and its errors are counted; the alarm fires on a missing one.
 */
export const handler = async (event: unknown): Promise<unknown> => {
  if (!isReport(event)) return resolver.handle(event);
  // Once a day; node:crypto, which it needs, would be half of the time that every cold start takes to load.
  const { expiryReport } = require("./expiry-report") as typeof import("./expiry-report");
  const entries = expiryReport(registry, await store.all(), Date.now());
  // Not console.log, which puts a time and the request's id before the JSON that CloudWatch looks for.
  process.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  return { reported: entries.length - 1 };
};

function isReport(event: unknown): boolean {
  return typeof event === "object" && event !== null && "report" in event && event.report === REPORT_REQUEST.report;
}

// `<bundle> <cached | uncached> <rounds>`: a warm function's answer, and the bare calls that it makes at once, in
// milliseconds. Of the calls, the slowest.
import { lookupKeys } from "../../dist/host/host-pattern";
import { DynamoDb } from "./dynamodb";
import { median } from "./median";
import { report } from "./report";

const HOST = "www.acme.com";
const WARM_UP = 5;
const [bundle = "", what, rounds] = process.argv.slice(2);
const { handler } = require(bundle) as { handler(event: unknown): Promise<object> };
const dynamodb = new DynamoDb(process.env);

void main();

async function main(): Promise<void> {
  const event = { host: HOST, fresh: what === "uncached" };
  const ours: number[] = [];
  const reference: number[] = [];
  await handler(event);
  for (let round = -WARM_UP; round < Number(rounds); round++) {
    const times = [await timed(() => handler(event)), await slowestCall()] as const;
    if (round < 0) continue;
    ours.push(times[0]);
    reference.push(times[1]);
  }
  report({ ours: median(ours), reference: median(reference) });
}

async function slowestCall(): Promise<number> {
  return Math.max(...(await Promise.all(lookupKeys(HOST).map((key) => timed(() => dynamodb.query(key))))));
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

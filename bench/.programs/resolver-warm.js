"use strict";
var import_host_pattern = require("../../dist/host/host-pattern");
var import_dynamodb = require("./dynamodb");
var import_median = require("./median");
var import_report = require("./report");
const HOST = "www.acme.com";
const WARM_UP = 5;
const [bundle = "", what, rounds] = process.argv.slice(2);
const { handler } = require(bundle);
const dynamodb = new import_dynamodb.DynamoDb(process.env);
void main();
async function main() {
  const event = { host: HOST, fresh: what === "uncached" };
  const ours = [];
  const reference = [];
  await handler(event);
  for (let round = -WARM_UP; round < Number(rounds); round++) {
    const times = [await timed(() => handler(event)), await slowestCall()];
    if (round < 0) continue;
    ours.push(times[0]);
    reference.push(times[1]);
  }
  (0, import_report.report)({ ours: (0, import_median.median)(ours), reference: (0, import_median.median)(reference) });
}
async function slowestCall() {
  return Math.max(...await Promise.all((0, import_host_pattern.lookupKeys)(HOST).map((key) => timed(() => dynamodb.query(key)))));
}
async function timed(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

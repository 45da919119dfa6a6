"use strict";
var import_node_fs = require("node:fs");
var import_runtime = require("cdktf-client-certificates/runtime");
var import_undici = require("undici");
var import_report = require("./report");
const IN_FLIGHT = 10;
const [what, whose, url = "", source = "", requests] = process.argv.slice(2);
void main();
async function main() {
  const start = performance.now();
  const agent = dispatcher();
  await get(agent);
  if (what === "first") return (0, import_report.report)({ value: performance.now() - start });
  const count = Number(requests);
  await many(count / 4, agent);
  const from = performance.now();
  await many(count, agent);
  (0, import_report.report)({ value: count * 1e3 / (performance.now() - from) });
}
function dispatcher() {
  if (whose === "ours") {
    return import_runtime.ClientCertificates.fromSynth(source, { undici: { connections: IN_FLIGHT } }).dispatcher();
  }
  return new import_undici.Agent({ connect: JSON.parse((0, import_node_fs.readFileSync)(source, "utf8")), connections: IN_FLIGHT });
}
async function many(count, agent) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await get(agent);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
async function get(agent) {
  const { statusCode, body } = await (0, import_undici.request)(url, { dispatcher: agent });
  await body.dump();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
}

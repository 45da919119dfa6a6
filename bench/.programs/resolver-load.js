"use strict";
var import_report = require("./report");
const [bundle = ""] = process.argv.slice(2);
void main();
async function main() {
  const start = performance.now();
  const { handler } = require(bundle);
  const load = performance.now() - start;
  const answer = await handler({ host: "www.acme.com" });
  if ("error" in answer) throw new Error(JSON.stringify(answer));
  (0, import_report.report)({ load, answer: performance.now() - start });
}

"use strict";
var import_minimatch = require("minimatch");
var import_host_pattern = require("../../dist/host/host-pattern");
var import_rank = require("../../dist/host/rank");
var import_manifest = require("../../dist/registry/manifest");
var import_resolve = require("../../dist/registry/resolve");
var import_compare = require("./compare");
var import_patterns = require("./patterns");
var import_report = require("./report");
const AT_ONCE = 300;
const FEW_HOSTS = 30;
const MANY_HOSTS = 3e4;
const [what, patterns, rounds, time] = process.argv.slice(2);
const count = Number(patterns);
const options = { rounds: Number(rounds), time: Number(time) };
void main();
async function main() {
  if (what === "scan") {
    const { ours: ours2, reference: reference2 } = await (0, import_compare.compare)(
      { ours: resolveSome(count, FEW_HOSTS), reference: scanOne(count) },
      options
    );
    return (0, import_report.report)({ ours: ours2 / AT_ONCE, reference: reference2 });
  }
  const hostCount = what === "few" ? FEW_HOSTS : MANY_HOSTS;
  const { ours, reference } = await (0, import_compare.compare)(
    { ours: resolveSome(count, hostCount), reference: resolveSome(1e3, hostCount) },
    options
  );
  (0, import_report.report)({ ours: ours / AT_ONCE, reference: reference / AT_ONCE });
}
function resolveSome(size, hostCount) {
  const store = new import_manifest.ManifestStore((0, import_patterns.registrations)(size));
  const asked = (0, import_patterns.hosts)(size, hostCount);
  let next = 0;
  return async () => {
    for (let i = 0; i < AT_ONCE; i++) await (0, import_resolve.resolve)(store, asked[next++ % asked.length]);
  };
}
function scanOne(size) {
  const compiled = (0, import_patterns.registrations)(size).map((registration) => ({
    registration,
    pattern: new import_minimatch.Minimatch(registration.host, import_host_pattern.MATCH_OPTIONS)
  }));
  const asked = (0, import_patterns.hosts)(size, FEW_HOSTS);
  let next = 0;
  return () => {
    const host = asked[next++ % asked.length];
    const matching = compiled.filter(({ pattern }) => pattern.match(host));
    return (0, import_rank.winner)(
      host,
      matching.map(({ registration }) => registration)
    );
  };
}

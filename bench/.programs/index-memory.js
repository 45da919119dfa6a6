"use strict";
var import_minimatch = require("minimatch");
var import_host_pattern = require("../../dist/host/host-pattern");
var import_manifest = require("../../dist/registry/manifest");
var import_patterns = require("./patterns");
var import_report = require("./report");
const [whose, patterns] = process.argv.slice(2);
const all = (0, import_patterns.registrations)(Number(patterns));
const before = heap();
const made = whose === "ours" ? new import_manifest.ManifestStore(all) : all.map(({ host }) => new import_minimatch.Minimatch(host, import_host_pattern.MATCH_OPTIONS));
const after = heap();
(0, import_report.report)({ bytes: (after - before) / all.length, kept: made instanceof import_manifest.ManifestStore ? 1 : made.length });
function heap() {
  global.gc();
  return process.memoryUsage().heapUsed;
}

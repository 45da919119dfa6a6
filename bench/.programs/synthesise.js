"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var synthesise_exports = {};
__export(synthesise_exports, {
  synthesise: () => synthesise
});
module.exports = __toCommonJS(synthesise_exports);
var import_node_fs = require("node:fs");
var import_node_path = require("node:path");
var import_provider = require("@cdktf/provider-aws/lib/provider");
var import_cdktf = require("cdktf");
var import_pairs = require("./pairs");
var import_report = require("./report");
function synthesise(declare) {
  const [folder = "", count] = process.argv.slice(2);
  const pairs = (0, import_pairs.pairsIn)(folder, Number(count));
  const outdir = (0, import_node_fs.mkdtempSync)((0, import_node_path.join)(folder, "cdktf.out-"));
  const start = performance.now();
  const app = new import_cdktf.App({ outdir });
  const stack = new import_cdktf.TerraformStack(app, "certificates");
  new import_provider.AwsProvider(stack, "aws", { region: "eu-central-1" });
  declare(stack, pairs);
  app.synth();
  const ms = performance.now() - start;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  (0, import_report.report)({ ms, peakMb, resources: resourcesIn((0, import_node_path.join)(outdir, "stacks/certificates/cdk.tf.json")) });
}
function resourcesIn(template) {
  const { resource } = JSON.parse((0, import_node_fs.readFileSync)(template, "utf8"));
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  synthesise
});

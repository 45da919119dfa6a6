"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
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
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var compare_exports = {};
__export(compare_exports, {
  compare: () => compare
});
module.exports = __toCommonJS(compare_exports);
var import_median = require("./median");
async function compare(tasks, { rounds, time }) {
  const { Bench } = await import("tinybench");
  const samples = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time, warmupTime: time / 2, iterations: 3, warmupIterations: 3, throws: true });
    for (const name of round % 2 === 0 ? ["ours", "reference"] : ["reference", "ours"]) {
      bench.add(name, tasks[name]);
    }
    for (const { name, result } of await bench.run()) {
      if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
      samples[name].push(result.latency.p50);
    }
  }
  return { ours: (0, import_median.median)(samples.ours), reference: (0, import_median.median)(samples.reference) };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  compare
});

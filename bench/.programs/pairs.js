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
var pairs_exports = {};
__export(pairs_exports, {
  hostPattern: () => hostPattern,
  pairsIn: () => pairsIn
});
module.exports = __toCommonJS(pairs_exports);
var import_node_path = require("node:path");
function pairsIn(folder, count) {
  return Array.from({ length: count }, (_, i) => ({
    id: `Certificate${i}`,
    host: hostPattern(i),
    certificatePath: (0, import_node_path.join)(folder, `${i}.crt`),
    privateKeyPath: (0, import_node_path.join)(folder, `${i}.key`)
  }));
}
function hostPattern(i) {
  return i % 2 === 0 ? `api.customer-${i}.example` : `*.customer-${i}.example`;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  hostPattern,
  pairsIn
});

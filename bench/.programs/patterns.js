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
var patterns_exports = {};
__export(patterns_exports, {
  hosts: () => hosts,
  registrations: () => registrations
});
module.exports = __toCommonJS(patterns_exports);
var import_pairs = require("./pairs");
function registrations(count) {
  return Array.from({ length: count }, (_, i) => ({
    host: (0, import_pairs.hostPattern)(i),
    declaration: `bench/Certificate${i}`,
    order: i,
    subject: "CN=check",
    issuer: "CN=CA",
    serialNumber: "01",
    fingerprint256: "AA:BB",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    keyType: "ec",
    chainLength: 1,
    certificate: "a certificate",
    secretName: "client-certificates/bench/aabb",
    registry: "client-certificates",
    files: {},
    directory: "."
  }));
}
function hosts(patterns, count) {
  return Array.from({ length: count }, (_, i) => {
    const some = Math.floor(i * patterns / count);
    const even = some - some % 2;
    return [`api.customer-${even}.example`, `www.customer-${even + 1}.example`, `www.customer-${even}.example`][i % 3];
  });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  hosts,
  registrations
});

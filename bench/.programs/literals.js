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
var literals_exports = {};
__export(literals_exports, {
  FACTS: () => FACTS,
  SHA256: () => SHA256,
  VERSION: () => VERSION
});
module.exports = __toCommonJS(literals_exports);
const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const VERSION = 175398104226940;
const FACTS = {
  subject: { S: "CN=check, O=Throw-away" },
  issuer: { S: "CN=Bench CA, O=Throw-away" },
  serialNumber: { S: "0A1B2C3D4E5F60718293A4B5C6D7E8F9" },
  fingerprint256: {
    S: "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08"
  },
  notBefore: { S: "2026-01-01T00:00:00Z" },
  notAfter: { S: "2027-01-01T00:00:00Z" },
  keyType: { S: "rsa" },
  keySize: { N: "2048" },
  chainLength: { N: "1" }
};
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FACTS,
  SHA256,
  VERSION
});

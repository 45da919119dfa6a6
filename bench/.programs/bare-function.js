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
var bare_function_exports = {};
__export(bare_function_exports, {
  handler: () => handler
});
module.exports = __toCommonJS(bare_function_exports);
var import_dynamodb = require("./dynamodb");
const dynamodb = new import_dynamodb.DynamoDb(process.env);
const handler = () => dynamodb.query("host#www.acme.com");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler
});

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
var dynamodb_exports = {};
__export(dynamodb_exports, {
  DynamoDb: () => DynamoDb
});
module.exports = __toCommonJS(dynamodb_exports);
var import_aws4fetch = require("aws4fetch");
class DynamoDb {
  constructor(env) {
    this.env = env;
    this.aws = new import_aws4fetch.AwsClient({
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      service: "dynamodb",
      region: env.AWS_REGION
    });
  }
  env;
  aws;
  async query(key) {
    const response = await this.aws.fetch(this.env.AWS_ENDPOINT_URL, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.Query" },
      body: JSON.stringify({
        TableName: this.env.REGISTRY_TABLE,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: key } }
      })
    });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  }
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  DynamoDb
});

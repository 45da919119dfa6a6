import { functionInPath, functionName, operationOf, signer } from "./aws-request";

test("reads who signed, for what", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIA1/20261124/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
  expect(signer({ authorization })).toEqual({ accessKeyId: "AKIA1", region: "eu-central-1", service: "dynamodb" });
  expect(signer({})).toBeUndefined();
});

test.each([
  ["dynamodb", "POST", "/", { "x-amz-target": "DynamoDB_20120810.Query" }, "{}", "Query"],
  ["sts", "POST", "/", {}, "Action=AssumeRole&Version=2011-06-15", "AssumeRole"],
  ["lambda", "POST", "/2015-03-31/functions/f/invocations", {}, "{}", "InvokeFunction"],
  ["lambda", "GET", "/2015-03-31/functions/f?Qualifier=1", {}, "", "GetFunction"],
  [
    "lambda",
    "GET",
    "/2020-06-30/functions/f/code-signing-config",
    {},
    "",
    "GET /2020-06-30/functions/f/code-signing-config",
  ],
])("names the operation: %s %s %s", (service, method, path, headers, body, expected) => {
  expect(operationOf(service, method, path, headers, body)).toBe(expected);
});

test.each(["f", "f:$LATEST", "123456789012:function:f", "arn:aws:lambda:eu-central-1:123456789012:function:f:1"])(
  "%s names the function f",
  (nameOrArn) => {
    const path = `/2015-03-31/functions/${encodeURIComponent(nameOrArn)}/invocations`;
    expect(functionName(functionInPath(path) ?? "")).toBe("f");
  },
);

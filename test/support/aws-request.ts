// What an AWS request asks for: the service, the operation and the access key behind it.
import type { IncomingHttpHeaders } from "node:http";

export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  readonly body: string;
}

export interface Signed {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const CREDENTIAL = /Credential=([^/,]+)\/\d+\/([^/,]+)\/([^/,]+)\/aws4_request/;

/** Who signed a request, for which region and service; undefined where it is not signed. */
export function signer(headers: IncomingHttpHeaders): Signed | undefined {
  const [, accessKeyId, region, service] = CREDENTIAL.exec(headers.authorization ?? "") ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** The operation's name as IAM and CloudTrail write it; `GET /path` where the service has none that we know. */
export function operationOf(
  service: string,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: string,
): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  if (service === "lambda") return lambdaOperation(method, path) ?? `${method} ${path}`;
  return new URLSearchParams(body).get("Action") ?? `${method} ${path}`;
}

/** The function's name, or ARN, in the path of a Lambda request. */
export function functionInPath(path: string): string | undefined {
  const [, name] = /^\/2015-03-31\/functions\/([^/?]+)/.exec(path) ?? [];
  return name && decodeURIComponent(name);
}

/** `arn:…:function:name:qualifier`, `name:qualifier` and `name` all name the same function. */
export function functionName(nameOrArn: string): string {
  const [, name] = /^(?:arn:[^:]+:lambda:[^:]+:\d+:function:|\d+:function:)?([^:]+)/.exec(nameOrArn) ?? [];
  return name ?? nameOrArn;
}

const LAMBDA_OPERATIONS: readonly (readonly [RegExp, string])[] = [
  [/^POST \/2015-03-31\/functions\/?$/, "CreateFunction"],
  [/^GET \/2015-03-31\/functions\/?$/, "ListFunctions"],
  [/^POST \/2015-03-31\/functions\/[^/]+\/invocations$/, "InvokeFunction"],
  [/^PUT \/2015-03-31\/functions\/[^/]+\/code$/, "UpdateFunctionCode"],
  [/^PUT \/2015-03-31\/functions\/[^/]+\/configuration$/, "UpdateFunctionConfiguration"],
  [/^GET \/2015-03-31\/functions\/[^/]+\/configuration$/, "GetFunctionConfiguration"],
  [/^GET \/2015-03-31\/functions\/[^/]+\/versions$/, "ListVersionsByFunction"],
  [/^GET \/2015-03-31\/functions\/[^/]+$/, "GetFunction"],
  [/^DELETE \/2015-03-31\/functions\/[^/]+$/, "DeleteFunction"],
];

function lambdaOperation(method: string, path: string): string | undefined {
  const request = `${method} ${path.split("?")[0]}`;
  return LAMBDA_OPERATIONS.find(([pattern]) => pattern.test(request))?.[1];
}

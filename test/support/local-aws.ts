// AWS on this machine: moto behind a proxy that runs the deployed functions, enforces IAM and remembers what was asked.
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type AwsRequest, functionInPath, functionName, operationOf, signer } from "./aws-request";
import { Iam, type Refusal } from "./iam";
import { LambdaFunctions } from "./lambda-functions";
import { type Credentials, Moto } from "./moto";
import type { NodeMajor } from "./packages";
import { findTools } from "./tools";

export type { AwsRequest } from "./aws-request";

const REGION = "eu-central-1";
const ACCOUNT = "123456789012";
const ADMINISTRATOR = "AKIALOCALADMINISTRATO";

/** How a service fails: it answers 503, it closes the connection, or it never answers. */
export type OutageKind = "unavailable" | "reset" | "silent";

export interface LocalAwsOptions {
  /** The Node version that runs the functions. @default the version of each function's runtime */
  readonly nodeVersion?: NodeMajor;
}

export function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  return LocalAws.start(options);
}

export class LocalAws {
  private readonly seen: AwsRequest[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private unavailable: { readonly services: readonly string[]; readonly kind: OutageKind } | undefined;
  private readonly delays = new Map<string, number>();
  private enforcesIam = false;
  private address = "";
  private functions!: LambdaFunctions;
  private iam!: Iam;

  private constructor(private readonly moto: Moto) {}

  static async start({ nodeVersion }: LocalAwsOptions): Promise<LocalAws> {
    const tools = findTools();
    if ("missing" in tools) throw new Error(tools.missing);
    const aws = new LocalAws(await Moto.start(tools.moto, REGION));
    // Longer than any client keeps a connection, so that none meets one that is being closed.
    aws.server.keepAliveTimeout = 120_000;
    aws.server.listen(0, "127.0.0.1");
    await once(aws.server, "listening");
    aws.address = `http://127.0.0.1:${(aws.server.address() as AddressInfo).port}`;
    aws.functions = new LambdaFunctions(aws.moto, aws.address, nodeVersion);
    aws.iam = new Iam(aws.moto, ADMINISTRATOR);
    return aws;
  }

  get endpoint(): string {
    return this.address;
  }

  /** What the AWS SDK and the Terraform provider need to find this AWS, as its administrator. */
  get env(): Record<string, string> {
    return this.environment({ AccessKeyId: ADMINISTRATOR, SecretAccessKey: "local" });
  }

  /** The same as `env`, as a role. */
  async credentialsForRole(roleName: string): Promise<Record<string, string>> {
    return this.environment(await this.moto.assumeRole(`arn:aws:iam::${ACCOUNT}:role/${roleName}`, "test"));
  }

  /** The names of the policies that a role has of its own. */
  async policiesOf(roleName: string): Promise<readonly string[]> {
    const answer = await this.moto.query("iam", "ListRolePolicies", { RoleName: roleName });
    return [answer?.PolicyNames ?? []].flat() as string[];
  }

  /** Everything that the function's processes wrote. */
  logs(functionName: string): string {
    return this.functions.logs(functionName);
  }

  /** The function's process ends, as after a while without an invocation: the next one starts another. */
  coolDown(functionName: string): Promise<void> {
    return this.functions.coolDown(functionName);
  }

  invocations(functionName: string): number {
    return this.functions.invocations(functionName);
  }

  /** The deployed package, byte for byte. */
  functionPackage(functionName: string): Buffer {
    return this.functions.package(functionName);
  }

  /** Every request that arrived, answered or not. */
  requests(): readonly AwsRequest[] {
    return [...this.seen];
  }

  resetRequests(): void {
    this.seen.length = 0;
  }

  /** These services, such as `dynamodb`, do not answer until `outage("none")`. */
  outage(services: readonly string[] | "none", kind: OutageKind = "unavailable"): void {
    this.unavailable = services === "none" ? undefined : { services, kind };
  }

  /** From now on a service, such as `secretsmanager`, answers after so many milliseconds. */
  slowDown(service: string, milliseconds: number): void {
    this.delays.set(service, milliseconds);
  }

  /** From now on a role may do what its policies allow; the administrator may do everything. */
  async enforceIam(): Promise<void> {
    this.enforcesIam = true;
  }

  async relaxIam(): Promise<void> {
    this.enforcesIam = false;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await this.functions.stop();
    await this.moto.stop();
  }

  private environment(credentials: Credentials): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: credentials.SessionToken ?? "",
      AWS_EC2_METADATA_DISABLED: "true",
      // Nothing of the user's own configuration.
      AWS_PROFILE: "",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await read(request);
      const path = request.url ?? "/";
      const signed = signer(request.headers);
      if (!signed) return this.pass(request, body, response);
      const { service } = signed;
      const text = body.toString("utf8");
      const operation = operationOf(service, request.method ?? "GET", path, request.headers, text);
      const asked: AwsRequest = { service, operation, body: text };
      this.seen.push(asked);
      if (this.unavailable?.services.includes(service)) return fail(response, this.unavailable.kind);
      const refusal = this.enforcesIam ? await this.iam.refusal(signed, asked, path) : undefined;
      if (refusal) return refuse(response, service, refusal);
      const name = functionName(functionInPath(path) ?? "");
      if (operation === "InvokeFunction" && this.functions.has(name)) {
        return await this.invoke(name, text, request, response);
      }
      const delay = this.delays.get(service);
      if (delay) await setTimeout(delay);
      this.pass(request, body, response, () => service === "lambda" && this.remember(asked, name));
    } catch (error) {
      response.writeHead(500, { "content-type": "text/plain" }).end(`The local AWS failed: ${String(error)}`);
    }
  }

  private async invoke(
    name: string,
    payload: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const invocation = this.functions.invoke(name, payload);
    if (request.headers["x-amz-invocation-type"] === "Event") {
      invocation.catch(() => undefined);
      response.writeHead(202).end();
      return;
    }
    const { payload: result, functionError } = await invocation;
    response
      .writeHead(200, {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        ...(functionError && { "x-amz-function-error": functionError }),
      })
      .end(result);
  }

  private pass(request: IncomingMessage, body: Buffer, response: ServerResponse, onSuccess?: () => void): void {
    const { method, url: path, headers } = request;
    const forwarded = httpRequest(
      { host: "127.0.0.1", port: this.moto.port, method, path, headers, agent: false },
      (answer) => {
        if ((answer.statusCode ?? 500) < 300) onSuccess?.();
        // Moto closes each connection; the client's connection to the proxy stays open.
        const { connection, ...kept } = answer.headers;
        const isCanary = path?.startsWith("/canary");
        if (isCanary) delete kept["content-length"];
        response.writeHead(answer.statusCode ?? 502, kept);
        (isCanary ? answer.pipe(withEpochs()) : answer).pipe(response);
      },
    );
    forwarded.on("error", () => response.destroy());
    forwarded.end(body);
  }

  private remember({ operation, body }: AwsRequest, name: string): void {
    if (operation === "CreateFunction") {
      const { FunctionName, Code } = JSON.parse(body) as { FunctionName: string; Code: { ZipFile?: string } };
      if (Code.ZipFile) this.functions.deploy(FunctionName, Buffer.from(Code.ZipFile, "base64"));
    } else if (operation === "UpdateFunctionCode") {
      const { ZipFile } = JSON.parse(body) as { ZipFile?: string };
      if (ZipFile) this.functions.deploy(name, Buffer.from(ZipFile, "base64"));
    } else if (operation === "UpdateFunctionConfiguration") this.functions.deploy(name);
    else if (operation === "DeleteFunction") this.functions.remove(name);
  }
}

/** Moto writes the times of a canary as texts, where AWS has numbers, in seconds. */
function withEpochs(): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform: (chunk, _, done) => {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      const json = Buffer.concat(chunks).toString("utf8");
      done(
        null,
        json.replace(/("Created|"LastModified)": "([^"]+)"/g, (_, name, at) => `${name}": ${Date.parse(at) / 1000}`),
      );
    },
  });
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function fail(response: ServerResponse, kind: OutageKind): void {
  if (kind === "reset") response.socket?.resetAndDestroy();
  if (kind === "unavailable") {
    const body = JSON.stringify({ __type: "ServiceUnavailable", message: "This service is down, says the test." });
    response.writeHead(503, { "content-type": "application/x-amz-json-1.1" }).end(body);
  }
}

function refuse(response: ServerResponse, service: string, { code, message }: Refusal): void {
  if (service === "sts" || service === "iam") {
    const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
    response.writeHead(403, { "content-type": "text/xml" }).end(`<ErrorResponse>${error}</ErrorResponse>`);
    return;
  }
  response
    .writeHead(service === "lambda" ? 403 : 400, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-errortype": code,
    })
    .end(JSON.stringify({ __type: code, message, Message: message }));
}

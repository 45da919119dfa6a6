import type { LambdaClient } from "@aws-sdk/client-lambda";
import { Agent, type Dispatcher, request } from "undici";
import { messageOf } from "../errors";
import { KEEP_MS, now } from "../identity/clock";
import { type AwsAnswer, refusalIn } from "../registry/aws-answer";
import { type AwsAccount, AwsService, accountOf, endpointOf, type Send } from "../registry/aws-service";
import { Fields, Place, parseJson, text } from "../wire/fields";

/** How long a call may take, its repetitions included, in milliseconds. */
export const AWS_TIMEOUT_MS = 15_000;

/** What an AWS service refused, under the name that it has in the service's API reference. */
export class AwsRefusal extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * The two calls of a check: signed here where the credentials are in the environment, as in Lambda. Only where they are
 * elsewhere (single sign-on, a profile, an instance) is the AWS SDK loaded, which finds them.
 */
export class AwsCalls {
  /** Not those of the process, which may be ours: a call would then ask the registry for its own certificate. */
  #connections?: Agent;
  #usedAt = now();
  readonly #lambda: AwsService;
  readonly #secrets: AwsService;
  #sdk?: LambdaClient;

  /** @param region @default - as the AWS SDK finds it */
  constructor(private readonly region?: string) {
    const send: Send = async (url, { method, headers, body, signal }) => {
      const answer = await request(url, { method, headers, body, signal, dispatcher: this.#dispatcher() });
      return { status: answer.statusCode, headers: headersOf(answer), body: answer.body };
    };
    // A function that is slow is not asked twice at once: it would be slower.
    this.#lambda = new AwsService("lambda", () => this.#account("lambda"), AWS_TIMEOUT_MS, send);
    this.#secrets = new AwsService("secretsmanager", () => this.#account("secretsmanager"), 5_000, send);
  }

  /** What a function answers (AWS, Lambda API reference, Invoke). */
  async invoke(name: string, payload: string): Promise<string> {
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const answer = await this.#call(this.#lambda, {
      path,
      headers: { "content-type": "application/json" },
      body: payload,
    });
    const fault = answer.headers.get("x-amz-function-error");
    if (fault !== null) throw new Error(`it failed: ${fault} ${answer.body.slice(0, 500)}`);
    return answer.body;
  }

  /** The text of a secret; undefined where it holds bytes (AWS, Secrets Manager API reference, GetSecretValue). */
  async secretValue(id: string): Promise<string | undefined> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "secretsmanager.GetSecretValue",
    };
    const answer = await this.#call(this.#secrets, { headers, body: JSON.stringify({ SecretId: id }) });
    const at = new Place({ name: `the secret ${id}`, code: "secret-unreadable", fix: "AWS answered so" });
    return Fields.of(parseJson(answer.body, at), at).optional("SecretString", text);
  }

  close(): void {
    this.#sdk?.destroy();
    void this.#connections?.destroy();
  }

  #dispatcher(): Agent {
    // Connections that rested may be dead without the process knowing: it may have slept.
    if (now() - this.#usedAt > KEEP_MS) {
      void this.#connections?.close();
      this.#connections = undefined;
    }
    this.#usedAt = now();
    this.#connections ??= new Agent();
    return this.#connections;
  }

  async #call(service: AwsService, request: Parameters<AwsService["call"]>[0]): Promise<AwsAnswer> {
    const answer = await service.call(request, AbortSignal.timeout(AWS_TIMEOUT_MS));
    if (answer.status === 200) return answer;
    const { name, message } = refusalIn(answer);
    throw new AwsRefusal(name, message);
  }

  async #account(service: string): Promise<AwsAccount> {
    const env: NodeJS.ProcessEnv = { ...process.env, ...(this.region && { AWS_REGION: this.region }) };
    const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = env;
    // A profile goes before the keys in the environment, as in the SDK.
    if (!AWS_PROFILE && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY && AWS_REGION) return accountOf(service, env);
    this.#sdk ??= new (await sdk()).LambdaClient({ region: this.region });
    const { config } = this.#sdk;
    const [region, credentials] = await Promise.all([config.region(), config.credentials()]);
    return { ...credentials, region, endpoint: endpointOf(service, region, env) };
  }
}

/** The first of each, as AWS sends it once. */
function headersOf({ headers }: Pick<Dispatcher.ResponseData, "headers">): AwsAnswer["headers"] {
  return { get: (name) => [headers[name]].flat()[0] ?? null };
}

/** Bundles may leave it out: in AWS Lambda it is not needed. */
async function sdk(): Promise<typeof import("@aws-sdk/client-lambda")> {
  try {
    return await import("@aws-sdk/client-lambda");
  } catch (cause) {
    const message =
      "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION are not all in the environment (or AWS_PROFILE is), and the " +
      "AWS SDK, which looks for credentials elsewhere, cannot be loaded: set them, or have @aws-sdk/client-lambda in the " +
      `bundle or beside it (${messageOf(cause)})`;
    throw new Error(message, { cause });
  }
}

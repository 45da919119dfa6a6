import { setTimeout as sleep } from "node:timers/promises";
import { ClientCertificateError } from "../errors";
import { type AwsAnswer, isFault, isThrottled, refusesTime, retryAfter } from "./aws-answer";
import { type Signer, signedHeaders } from "./sign";

const ATTEMPTS = 4;
/** The longest wait before the second attempt, in milliseconds; it doubles with each (AWS, "Exponential backoff and jitter"). */
const FIRST_WAIT_MS = 50;
/** The same where the service is called too often, as in the AWS SDK. */
const FIRST_WAIT_THROTTLED_MS = 500;
/** AWS refuses what was signed at another time than its own by more than this, in milliseconds. */
const MAX_SKEW_MS = 5 * 60_000;
/** More than that is no clock: it may be of 1970, where a battery is empty. In milliseconds. */
const MAX_LEARNT_SKEW_MS = 100 * 365 * 24 * 60 * 60_000;
/** No answer that is waited for is larger. A page of DynamoDB is 1 MB, a payload of Lambda 6 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Where and as whom AWS is called. */
export interface AwsAccount extends Omit<Signer, "service"> {
  /** The service's address. */
  readonly endpoint: string;
}

export interface AwsRequest {
  /** @default "/" */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Sent {
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** `fetch`, as far as it is needed. */
export type Send = (
  url: string,
  init: Sent,
) => Promise<Pick<AwsAnswer, "status" | "headers"> & { readonly body: AsyncIterable<Uint8Array> | null }>;

/**
 * An AWS service that is called with requests signed here (AWS Signature Version 4), rather than by the AWS SDK, whose
 * load would be most of a cold start.
 */
export class AwsService {
  /** By how much AWS's clock is ahead of this machine's, in milliseconds, where that matters. */
  private skewMs = 0;

  /**
   * @param service as in its host name, e.g. `dynamodb`
   * @param attemptMs how long one attempt may take, in milliseconds
   */
  constructor(
    private readonly service: string,
    private readonly account: () => AwsAccount | Promise<AwsAccount>,
    private readonly attemptMs = 2_000,
    private readonly send: Send = fetch,
  ) {}

  /**
   * The answer, of whatever status. Tries again after resets, silence, throttling and faults of the service, and where
   * this machine's clock is wrong by the service's, for as long as the signal lets it.
   *
   * @throws whatever the last attempt met
   */
  async call(request: AwsRequest, signal?: AbortSignal): Promise<AwsAnswer> {
    const account = await this.account();
    for (let attempt = 1; ; attempt++) {
      const { answer, error } = await this.attempt(account, request, signal).then(
        (answer) => ({ answer, error: undefined }),
        (error: unknown) => ({ answer: undefined, error }),
      );
      const again = !answer || isThrottled(answer) || isFault(answer) || this.learnsTime(answer);
      // A signal that ends a pause is no reason to forget why there is one.
      if (!again || attempt === ATTEMPTS || signal?.aborted || !(await pause(attempt, answer, signal))) {
        if (answer) return answer;
        throw reasonOf(error);
      }
    }
  }

  /** Whether a request was refused because this machine's clock is wrong; from then on it is signed by the service's. */
  private learnsTime(answer: AwsAnswer): boolean {
    const skew = Date.parse(answer.headers.get("date") ?? "") - Date.now();
    if (!refusesTime(answer) || !(Math.abs(skew) <= MAX_LEARNT_SKEW_MS)) return false;
    if (Math.abs(skew - this.skewMs) < MAX_SKEW_MS) return false;
    this.skewMs = skew;
    return true;
  }

  private async attempt(
    account: AwsAccount,
    { path = "/", headers, body }: AwsRequest,
    signal?: AbortSignal,
  ): Promise<AwsAnswer> {
    const { service, send } = this;
    const url = account.endpoint + path;
    const timeout = AbortSignal.timeout(this.attemptMs);
    const response = await send(url, {
      method: "POST",
      headers: signedHeaders({ ...account, service }, { url, headers, body }, new Date(Date.now() + this.skewMs)),
      body,
      // None of the services answers with one.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, headers: response.headers, body: await bounded(response.body ?? []) };
  }
}

/**
 * The account that Lambda and the AWS SDK find in the environment.
 *
 * @throws ClientCertificateError `invalid-argument` where something is missing: nothing has a default
 */
export function accountOf(service: string, env: NodeJS.ProcessEnv): AwsAccount {
  const region = required(env, "AWS_REGION");
  return {
    region,
    endpoint: endpointOf(service, region, env),
    accessKeyId: required(env, "AWS_ACCESS_KEY_ID"),
    secretAccessKey: required(env, "AWS_SECRET_ACCESS_KEY"),
    sessionToken: env.AWS_SESSION_TOKEN,
  };
}

/** AWS SDKs reference guide, "Service-specific endpoints" and "Dual-stack and FIPS endpoints". */
export function endpointOf(service: string, region: string, env: NodeJS.ProcessEnv): string {
  const name = service === "secretsmanager" ? "SECRETS_MANAGER" : service.toUpperCase();
  const given = env[`AWS_ENDPOINT_URL_${name}`] || env.AWS_ENDPOINT_URL;
  if (given) return given.replace(/\/$/, "");
  const fips = env.AWS_USE_FIPS_ENDPOINT === "true" ? "-fips" : "";
  return `https://${service}${fips}.${region}.${dnsSuffix(region)}`;
}

/** Waits before another attempt; false where the signal did not let it. */
function pause(attempt: number, answer?: AwsAnswer, signal?: AbortSignal): Promise<boolean> {
  const firstWait = answer && isThrottled(answer) ? FIRST_WAIT_THROTTLED_MS : FIRST_WAIT_MS;
  const wait = Math.max(Math.random() * firstWait * 2 ** (attempt - 1), answer ? retryAfter(answer) : 0);
  return sleep(wait, true, { signal }).catch(() => false);
}

/** What fetch hides behind "fetch failed". */
function reasonOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

async function bounded(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error("its answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new ClientCertificateError("invalid-argument", `the environment variable ${name} is not set`);
}

/** AWS, "Regions and endpoints": the China partition has a DNS suffix of its own. */
function dnsSuffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

import { setTimeout as sleep } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { ClientCertificateError } from "../errors";

/** How long one attempt may take before the next one, in milliseconds. */
const ATTEMPT_MS = 2_000;
const ATTEMPTS = 4;
/** The longest wait before the second attempt, in milliseconds; it doubles with each (AWS, "Exponential backoff and jitter"). */
const FIRST_WAIT_MS = 50;
/** No answer that is waited for is larger. A page of DynamoDB is 1 MB, a payload of Lambda 6 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface AwsRequest {
  /** @default "/" */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * An AWS service that is called with requests signed here (AWS Signature Version 4), rather than by the AWS SDK, whose
 * load would be most of a function's cold start.
 */
export class AwsService {
  private readonly endpoint: string;
  private readonly credentials: Pick<
    ConstructorParameters<typeof AwsV4Signer>[0],
    "accessKeyId" | "secretAccessKey" | "sessionToken" | "service" | "region" | "cache"
  >;

  /**
   * @param service as in its host name, e.g. `dynamodb`
   * @param env credentials, region and, for tests, the endpoint, as Lambda and the AWS SDK name them
   * @throws ClientCertificateError `invalid-argument` where one is missing: none has a default
   */
  constructor(service: string, env: NodeJS.ProcessEnv) {
    const region = env.AWS_REGION || required(env, "AWS_DEFAULT_REGION", "AWS_REGION");
    this.credentials = {
      accessKeyId: required(env, "AWS_ACCESS_KEY_ID"),
      secretAccessKey: required(env, "AWS_SECRET_ACCESS_KEY"),
      sessionToken: env.AWS_SESSION_TOKEN,
      service,
      region,
      cache: new Map(),
    };
    this.endpoint =
      env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
      env.AWS_ENDPOINT_URL ||
      `https://${service}.${region}.${dnsSuffix(region)}`;
  }

  /**
   * The answer, of whatever status. Tries again after resets, silence, throttling and faults of the service, for as
   * long as the signal lets it.
   *
   * @throws whatever the last attempt met
   */
  async call(request: AwsRequest, signal?: AbortSignal): Promise<AwsAnswer> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS;
      try {
        const answer = await this.attempt(request, signal);
        if (last || !isTransient(answer)) return answer;
      } catch (error) {
        if (last || signal?.aborted) throw error;
      }
      await sleep(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
    }
  }

  private async attempt({ path = "/", headers, body }: AwsRequest, signal?: AbortSignal): Promise<AwsAnswer> {
    const timeout = AbortSignal.timeout(ATTEMPT_MS);
    const url = this.endpoint.replace(/\/$/, "") + path;
    const signed = await new AwsV4Signer({ ...this.credentials, method: "POST", url, headers, body }).sign();
    const response = await fetch(signed.url, {
      method: signed.method,
      headers: signed.headers,
      body,
      // None of the services answers with one.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, headers: response.headers, body: await bounded(response) };
  }
}

function isTransient({ status, body }: AwsAnswer): boolean {
  return status >= 500 || status === 429 || (status === 400 && /Throttl|ThroughputExceeded/.test(body));
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`an answer of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function required(env: NodeJS.ProcessEnv, name: string, shownAs = name): string {
  const value = env[name];
  if (value) return value;
  throw new ClientCertificateError("invalid-argument", `the environment variable ${shownAs} is not set`);
}

/** AWS, "Regions and endpoints": the China partition has a DNS suffix of its own. */
function dnsSuffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

// What an answer of AWS says, but for what was asked: whether to try again, and what it refuses.
import { Fields, Place, parseJson, text } from "../wire/fields";

export interface AwsAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
}

/** Whether the service failed at what was asked. */
export function isFault({ status, headers, body }: AwsAnswer): boolean {
  return status >= 500 || (status === 400 && /RequestTimeout/.test(nameIn(headers, body)));
}

/** AWS SDKs reference guide, "Retry behavior": the names by which services say that they are called too often. */
export function isThrottled({ status, headers, body }: AwsAnswer): boolean {
  const name = nameIn(headers, body);
  const throttled = /Throttl|ThroughputExceeded|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete/;
  return status === 429 || (status >= 400 && throttled.test(name));
}

/** The name of an error is in a header or in `__type` (AWS, "Error responses"). */
function nameIn(headers: AwsAnswer["headers"], body: string): string {
  return headers.get("x-amzn-errortype") ?? /"(?:__type|code)"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? "";
}

/** What a service asks for, in milliseconds; it is no more than a minute, and the signal ends it earlier. */
export function retryAfter({ headers }: AwsAnswer): number {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return seconds > 0 && seconds <= 60 ? seconds * 1000 : 0;
}

/** What a service refused. */
export interface Refusal {
  /** As in the service's API reference. */
  readonly name: string;
  /** In the service's words. */
  readonly message: string;
}

/** The longest of its sentences, in characters. */
const MAX_MESSAGE = 500;

/**
 * AWS, "Error responses": the name is in a header or in `__type`, with more before a `#` and after a `:`. Of the message,
 * the first line: of a signature that is wrong AWS repeats below it what was signed, and the token of the credentials is there.
 */
export function refusalIn({ status, headers, body }: AwsAnswer): Refusal {
  const at = new Place({ name: "an AWS error", code: "registry-unreachable", fix: "" });
  try {
    const fields = Fields.of(parseJson(body, at), at);
    const type = headers.get("x-amzn-errortype") ?? fields.optional("__type", text) ?? "";
    const message = fields.optional("message", text) ?? fields.optional("Message", text) ?? "";
    const [line = ""] = message.trim().split(/[\r\n]/);
    const name = type.replace(/^.*#/, "").replace(/:.*$/, "") || `status ${status}`;
    return { name, message: line.slice(0, MAX_MESSAGE) || (type === "" ? name : `${name} (status ${status})`) };
  } catch {
    return { name: `status ${status}`, message: `status ${status}` };
  }
}

/** Whether a request may have been refused because this machine's clock is wrong. */
export function refusesTime({ status, headers, body }: AwsAnswer): boolean {
  return (
    (status === 400 || status === 403) && /Skewed|Expired|InTheFuture|Signature|AuthFailure/.test(nameIn(headers, body))
  );
}

import { createHash, createHmac } from "node:crypto";

/** As whom AWS is called, and where. */
export interface Signer {
  readonly region: string;
  /** As in the service's host name, e.g. `dynamodb`. */
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A POST without a query. */
export interface Unsigned {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The headers of a request, signed: AWS Signature Version 4 (AWS, IAM user guide, "Create a signed AWS API request").
 * By node:crypto, which answers at once: a library on WebCrypto takes ten milliseconds of a cold start.
 */
export function signedHeaders(
  signer: Signer,
  { url, headers, body }: Unsigned,
  now = new Date(),
): Record<string, string> {
  const { region, service, accessKeyId, secretAccessKey, sessionToken } = signer;
  const moment = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const { host, pathname } = new URL(url);
  const sent: Record<string, string> = {
    ...headers,
    "x-amz-date": moment,
    ...(sessionToken && { "x-amz-security-token": sessionToken }),
  };
  const lines = Object.entries({ ...sent, host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = lines.map(([name]) => name).join(";");
  const canonical = [
    "POST",
    pathname.split("/").map(uriEncoded).join("/"),
    "",
    ...lines.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, " ")}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const scope = [moment.slice(0, 8), region, service, "aws4_request"];
  const toBeSigned = ["AWS4-HMAC-SHA256", moment, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const credential = `${accessKeyId}/${scope.join("/")}`;
  const signature = hmac(key, toBeSigned).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** A segment of the path, which is encoded already, is encoded once more; of RFC 3986 only the unreserved stay. */
function uriEncoded(segment: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(segment).replace(/[!'()*]/g, hex);
}

import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { valuesOf } from "./headers";
import { isFor, originOf, type Target } from "./target";

export type Refusal = readonly [status: number, message: string];

type Request = IncomingMessage | Http2ServerRequest;

/** Why a request is not sent on: it must be for the host that the tunnel was made for, once and clearly. */
export function refusalOf(target: Target, request: Request): Refusal | undefined {
  const hosts = hostsOf(request);
  if (hosts === undefined) return [400, "a request names its host once"];
  if (!hosts.every((host) => isFor(target, host))) return [421, `this connection is for ${originOf(target)} only`];
  if (!request.url?.startsWith("/")) return [400, "a request names a path"];
  return framingRefusalOf(request);
}

/**
 * Why the body of a request cannot be sent on as it is. What Node's parser refuses, which is strict, never comes here:
 * two lengths, a length and chunks, folded lines, bare line ends and control characters.
 */
export function framingRefusalOf({ rawHeaders, headers, httpVersion }: Request): Refusal | undefined {
  const codings = valuesOf(rawHeaders, "transfer-encoding");
  // RFC 9112, section 6.1
  if (codings.length > 0 && httpVersion === "1.0") return [400, "HTTP/1.0 knows no transfer codings"];
  if (codings.some((coding) => coding.trim().toLowerCase() !== "chunked")) {
    return [501, "of the transfer codings, chunked alone is understood"];
  }
  if (Number(headers["content-length"] ?? 0) > Number.MAX_SAFE_INTEGER) return [413, "the content is too long"];
  return undefined;
}

/** The same of an upgrade, whose bytes after the head belong to what comes after it. */
export function upgradeRefusalOf(target: Target, request: IncomingMessage): Refusal | undefined {
  if (hasBody(request)) return [400, "an upgrade is asked for without a body"];
  // Requests by which others would pass that nobody has looked at.
  if (/(?:^|,)\s*(?:h2c?|http|tls)\b/i.test(request.headers.upgrade ?? "")) {
    return [400, "an upgrade to another version of HTTP or to TLS is not passed on"];
  }
  return refusalOf(target, request);
}

export function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

/** The names of the host; undefined where there is none, or HTTP/1.1 has several (RFC 9112, section 3.2). */
function hostsOf({ rawHeaders, httpVersionMajor }: Request): string[] | undefined {
  const hosts = valuesOf(rawHeaders, "host");
  if (httpVersionMajor < 2) return hosts.length === 1 ? hosts : undefined;
  // In HTTP/2 either names it (RFC 9113, section 8.3.1).
  const both = [...valuesOf(rawHeaders, ":authority"), ...hosts];
  return both.length > 0 ? both : undefined;
}

import { ClientCertificateError, messageOf } from "../errors";

/** RFC 1035, section 2.3.4: 255 octets on the wire, 253 characters as text; 63 a label. */
export const MAX_HOST_LENGTH = 253;
export const MAX_LABEL_LENGTH = 63;

/** What is longer is refused unread: percent-encoding makes nine characters of one, user and password come before it. */
const MAX_AUTHORITY_LENGTH = 8 * 1024;

// What `new URL` would return unchanged: lower-case ASCII labels, the last of which is no number (not an IPv4 address).
const ALREADY_NORMAL = /^(?:[a-z0-9_-]+\.)*(?=[a-z0-9_-]*[a-z_-])[a-z0-9_-]+$/;

// Two colons are no port; whether the rest is an IPv6 address, the URL decides. No node:net, for the inventory's page.
const IPV6_COLONS = /^[^[]*:.*:/;

/**
 * A host name as a URL would hold it (WHATWG URL, host parsing): lower case, IDN in punycode, no port,
 * no trailing dot, an IPv6 address without brackets.
 *
 * @param host a host name, with or without a port, e.g. `WWW.Bücher.example.:8443`
 * @throws ClientCertificateError `invalid-host` for what no URL can have as its host, or is too long for DNS
 */
export function normaliseHost(host: string): string {
  if (host.length > MAX_AUTHORITY_LENGTH) throw tooLong(host);
  if (ALREADY_NORMAL.test(host)) return checkLength(host);
  if (/[/?#@\\\s]/.test(host)) {
    throw invalidHost(host, "is not a host name: give its name, e.g. www.acme.com, or a whole URL");
  }
  return hostOfUrl(`https://${IPV6_COLONS.test(host) ? `[${host}]` : host}`, host);
}

/**
 * The normalised host of a URL.
 *
 * @throws ClientCertificateError `invalid-host` if it is no URL, has no host, or one that is too long for DNS
 */
export function hostOfUrl(url: string, shownAs = url): string {
  if (authorityLength(url) > MAX_AUTHORITY_LENGTH) throw tooLong(shownAs);
  let hostname: string;
  try {
    hostname = new URL(url).hostname;
  } catch (cause) {
    throw invalidHost(shownAs, `has no valid host name (${messageOf(cause)})`);
  }
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  const host = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (host === "" || host.split(".").includes("")) {
    throw invalidHost(shownAs, "has an empty label or no host name");
  }
  return checkLength(host);
}

/** The host that a request is for, given as a URL of any scheme or as a bare host name. */
export function hostOf(asked: string | URL): string {
  const urlOrHost: unknown = asked instanceof URL ? asked.href : asked;
  if (typeof urlOrHost !== "string") throw invalidHost(String(typeof asked), "is neither a host name nor a URL");
  if (!SCHEME.test(urlOrHost)) return normaliseHost(urlOrHost);
  // Of schemes that it does not know, a URL leaves the host as it was written.
  return hostOfUrl(urlOrHost.replace(/^[^:]+:\/\/(?!\/)/, "https://"), urlOrHost);
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

function authorityLength(url: string): number {
  const end = url.replace(SCHEME, "").search(/[/?#\\]/);
  return end === -1 ? url.length : end;
}

function checkLength(host: string): string {
  if (host.length <= MAX_LABEL_LENGTH) return host;
  if (host.length > MAX_HOST_LENGTH) throw tooLong(host);
  const long = host.split(".").find((label) => label.length > MAX_LABEL_LENGTH);
  if (long === undefined) return host;
  throw invalidHost(host, `has a label of ${long.length} characters; DNS knows ${MAX_LABEL_LENGTH} at most`);
}

function tooLong(host: string): ClientCertificateError {
  return invalidHost(host, `has ${host.length} characters; a host name has ${MAX_HOST_LENGTH} at most`);
}

const SHOWN = 80;

/** Names the host, without a user and password that stand before it, and not all of it where it is long. */
function invalidHost(host: string, problem: string): ClientCertificateError {
  const named = host.replace(/\/\/[^/?#]*@/, "//");
  const shown = named.length > SHOWN ? `${named.slice(0, SHOWN)}…` : named;
  return new ClientCertificateError("invalid-host", host === "" ? "the host is empty" : `"${shown}" ${problem}`);
}

import { ClientCertificateError, messageOf } from "../errors";

// What `new URL` would return unchanged: lower-case ASCII labels, the last of which is no number (not an IPv4 address).
const ALREADY_NORMAL = /^(?:[a-z0-9_-]+\.)*(?=[a-z0-9_-]*[a-z_-])[a-z0-9_-]+$/;

// Two colons are no port; whether the rest is an IPv6 address, the URL decides. No node:net, for the inventory's page.
const IPV6_COLONS = /^[^[]*:.*:/;

/**
 * A host name as a URL would hold it (WHATWG URL, host parsing): lower case, IDN in punycode, no port,
 * no trailing dot, an IPv6 address without brackets.
 *
 * @param host a host name, with or without a port, e.g. `WWW.Bücher.example.:8443`
 * @throws ClientCertificateError `invalid-host` for what no URL can have as its host
 */
export function normaliseHost(host: string): string {
  if (ALREADY_NORMAL.test(host)) return host;
  if (/[/?#@\\\s]/.test(host)) {
    throw invalidHost(host, `"${host}" is not a host name: give the name alone, e.g. www.acme.com, or a whole URL`);
  }
  return hostOfUrl(`https://${IPV6_COLONS.test(host) ? `[${host}]` : host}`, host);
}

/**
 * The normalised host of a URL.
 *
 * @throws ClientCertificateError `invalid-host` if it is no URL or has no host
 */
export function hostOfUrl(url: string, shownAs = url): string {
  let hostname: string;
  try {
    hostname = new URL(url).hostname;
  } catch (cause) {
    throw invalidHost(shownAs, `"${shownAs}" has no valid host name (${messageOf(cause)})`);
  }
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  const host = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (host === "" || host.split(".").includes("")) {
    throw invalidHost(shownAs, `"${shownAs}" has an empty label or no host name`);
  }
  return host;
}

/** The host that a request is for, given as a URL of any scheme or as a bare host name. */
export function hostOf(urlOrHost: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(urlOrHost)) return normaliseHost(urlOrHost);
  // Of schemes that it does not know, a URL leaves the host as it was written.
  return hostOfUrl(urlOrHost.replace(/^[^:]+:\/\/(?!\/)/, "https://"), urlOrHost);
}

function invalidHost(host: string, message: string): ClientCertificateError {
  return new ClientCertificateError("invalid-host", host === "" ? "the host is empty" : message);
}

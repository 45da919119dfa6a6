import { isIPv4, isIPv6 } from "node:net";

/** What was written is no host, and what may have been meant. */
export interface HostFault {
  readonly message: string;
  /** What may have been meant, the likeliest first; each is judged before it is recommended. */
  readonly candidates: readonly string[];
  /** Every candidate is meant, not one of them. */
  readonly each?: boolean;
  /** What to do where no candidate is a host. */
  readonly otherwise?: string;
}

type Rule = (given: string) => HostFault | undefined;

/** A host that was written as something else: a URL, a list, a range, an address of one machine, a regular expression. */
export function mistyped(given: string): HostFault | undefined {
  for (const rule of RULES) {
    const fault = rule(given);
    if (fault) return fault;
  }
  return undefined;
}

const QUOTES = /^["'`\u2018-\u201f\u00ab](.*)["'`\u2018-\u201f\u00bb]$/su;
const SCHEME = /^(?:[a-z][a-z0-9+.-]*:)?\/\/+|^(?:https?|wss?|grpcs?|tls|tcp|ssl|h2):\/?(?!\d+$)(?=.)/i;

const RULES: readonly Rule[] = [
  (given) => (given.trim() === "" ? { message: "the host is empty", candidates: [] } : undefined),
  several,
  (given) =>
    /\s/.test(given)
      ? { message: "white space in a host name", candidates: [given.trim(), given.replace(/\s+/g, "")] }
      : undefined,
  (given) => {
    const [, inside] = QUOTES.exec(given) ?? [];
    return inside === undefined ? undefined : { message: "the host is in quotes, which count", candidates: [inside] };
  },
  range,
  regularExpression,
  url,
  zone,
  (given) =>
    /%[0-9a-f]{2}/i.test(given)
      ? { message: "the host is written as in a URL, with % and digits", candidates: [percentDecoded(given)] }
      : undefined,
  port,
  dots,
];

/** `a.acme.com, b.acme.com`: a comma inside of braces or parentheses belongs to the pattern. */
function several(given: string): HostFault | undefined {
  const parts = topLevelParts(given, /[,;|\s]/).filter((part) => part !== "");
  const isList =
    parts.length > 1 && (topLevelParts(given, /[,;|]/).length > 1 || parts.every((part) => /[.:]/.test(part)));
  if (!isList) return undefined;
  const message = "several hosts, where a declaration has one";
  return { message, candidates: parts, each: true, otherwise: "declare each host by itself" };
}

function topLevelParts(given: string, separator: RegExp): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of given) {
    if (/[({[]/.test(character)) depth++;
    if (/[)}\]]/.test(character)) depth--;
    if (depth <= 0 && separator.test(character)) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function range(given: string): HostFault | undefined {
  const [, address = "", size] = /^\[?([0-9a-f.:]+)\]?\/([0-9.]+)$/i.exec(given) ?? [];
  const isCidr = size !== undefined && (isIPv4(address) || isIPv6(address)) && (Number(size) <= 128 || isIPv4(size));
  const isSpan = /^\d{1,3}(?:\.\d{1,3}){3}-[\d.]+$/.test(given);
  if (!isCidr && !isSpan) return undefined;
  const what = isCidr ? "a range of addresses (CIDR)" : "a range of addresses";
  return {
    message: `${what} is no host`,
    candidates: [],
    otherwise: "declare each address by itself, or the name in the URLs",
  };
}

function regularExpression(given: string): HostFault | undefined {
  if (!/^\/?\^|\\\.|\$\/?[a-z]*$|^\.[*+]|\.\+(?!\()/.test(given)) return undefined;
  const bare = given.replace(/^\/?\^?|\$?(?:\/[a-z]*)?$/g, "");
  const glob = bare
    .replace(/\(?(?:\.|\[\^\.\])[*+]\)?\??/g, "*")
    .replace(/\\\./g, ".")
    .replace(/^\*(?=[^.*])/, "*.");
  return {
    message: "it looks like a regular expression; a pattern is one of minimatch",
    candidates: [glob],
    otherwise: "use * for any characters, also across dots: *.acme.com",
  };
}

function url(given: string): HostFault | undefined {
  const bare = given
    .replace(SCHEME, "")
    .replace(/^[^/?#]*@(?!\()/, "")
    .replace(/[/#\\].*$/s, "")
    .replace(/\?(?=[\w-]+=).*$/s, "");
  if (bare === given) return undefined;
  return { message: "a host has no scheme, user or path", candidates: [withoutPort(bare), bare] };
}

function zone(given: string): HostFault | undefined {
  const [, address = "", name] = /^\[?([0-9a-f:.]+)%(?:25)?([^\]]*)\]?(?::\d*)?$/i.exec(given) ?? [];
  if (name === undefined || !isIPv6(address)) return undefined;
  return { message: "a zone of an IPv6 address belongs to one machine, and to no URL", candidates: [address] };
}

function port(given: string): HostFault | undefined {
  const bare = withoutPort(given);
  if (bare === given) return undefined;
  return { message: "a certificate is chosen by host, whatever the port", candidates: [bare] };
}

/** Two colons are an IPv6 address, with a port only after brackets. */
function withoutPort(host: string): string {
  return /^(\[[^\]]*\]|[^:]*):[^:\]]*$/.exec(host)?.[1] ?? host;
}

function dots(given: string): HostFault | undefined {
  if (/^\.[^.]/.test(given)) {
    const name = given.slice(1);
    return {
      message: "a dot at the start; for the hosts below a name, as in NO_PROXY and cookies, a pattern has a wildcard",
      candidates: [`*.${name}`, name],
    };
  }
  // Two dots inside of braces are a range: {1..64}.
  const candidate = given.replace(/(\{[^}]*\})|\.{2,}/g, (_, braces?: string) => braces ?? ".").replace(/^\./, "");
  if (candidate === given) return undefined;
  return { message: "an empty label (two dots in a row, or a dot at the start)", candidates: [candidate] };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-9a-f]{2}/gi, "");
  }
}

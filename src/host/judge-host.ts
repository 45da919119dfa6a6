import { isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { messageOf } from "../errors";
import { type Finding, finding } from "../finding";
import { late } from "../late";
import { MAX_HOST_LENGTH, MAX_LABEL_LENGTH, normaliseHost } from "./host-name";
import { alternatives, isFullHost, literalTail, MAX_ALTERNATIVES, matchesHost } from "./host-pattern";
import { type HostFault, mistyped } from "./mistyped-host";

const WRITE_A_NAME = "write a host name, e.g. api.acme.com";

export interface JudgedHost {
  /** The pattern, normalised; as given where it is refused. */
  readonly pattern: string;
  readonly findings: Finding[];
}

/**
 * Normalises a host pattern and says what is wrong with it: it can never match (`host-invalid`), or it matches
 * more than one owner's hosts (`host-too-broad`, unless `allowBroadHost`). Does not throw, whatever the text.
 */
export function judgeHost(given: string, options: { allowBroadHost?: boolean } = {}): JudgedHost {
  const fault = neverMatches(given);
  if (fault) return { pattern: given, findings: [finding("host-invalid", given, fault.message, fixOf(fault))] };

  const pattern = normalisePattern(given);
  const findings = options.allowBroadHost || isFullHost(pattern) ? [] : tooBroad(pattern);
  return { pattern, findings };
}

/** What is recommended is accepted when it is written. */
function fixOf({ candidates, each, otherwise = WRITE_A_NAME }: HostFault): string {
  const hosts = candidates.map((candidate) => acceptedHost(candidate));
  const [first, ...others] = [...new Set(hosts.flatMap((host) => (host === undefined ? [] : JSON.stringify(host))))];
  if (first === undefined || (each && hosts.includes(undefined))) return otherwise;
  if (each && others.length > 0) return `declare each by itself: ${listed([first, ...others])}`;
  return `write ${[first, ...others].join(", or ")}`;
}

const MAX_CORRECTIONS = 5;

/** The candidate, or what it is corrected to, if that can be declared. */
function acceptedHost(candidate: string, corrections = MAX_CORRECTIONS): string | undefined {
  const fault = neverMatches(candidate);
  if (!fault)
    return isFullHost(candidate) || tooBroad(normalisePattern(candidate)).length === 0 ? candidate : undefined;
  if (corrections === 0 || fault.each) return undefined;
  for (const next of fault.candidates) {
    const accepted = next === candidate ? undefined : acceptedHost(next, corrections - 1);
    if (accepted !== undefined) return accepted;
  }
  return undefined;
}

/** A URL may be this long; a longer text is looked at no further. */
const MAX_TEXT_LENGTH = 2048;

function neverMatches(given: string): HostFault | undefined {
  const fault = (message: string, otherwise: string): HostFault => ({ message, candidates: [], otherwise });
  if (given.length > MAX_TEXT_LENGTH) {
    return fault(`${given.length} characters; a host name has at most ${MAX_HOST_LENGTH}`, "write a shorter pattern");
  }
  if (isAddress(withoutBrackets(given)) && !given.includes("%")) return undefined;
  const other = mistyped(given);
  if (other) return other;

  if (given.length > MAX_HOST_LENGTH) {
    return fault(`${given.length} characters; a host name has at most ${MAX_HOST_LENGTH}`, "write a shorter pattern");
  }
  if (alternatives(given).length > MAX_ALTERNATIVES) {
    return fault(`its braces stand for more than ${MAX_ALTERNATIVES} hosts`, "use a wildcard, or declare it in parts");
  }
  const name = given.endsWith(".") ? given.slice(0, -1) : given;
  const labels = alternatives(name).flatMap((alternative) => alternative.split("."));
  if (labels.includes("")) {
    return fault("an empty label (two dots in a row, or a dot at the start)", "remove the extra dot");
  }
  const long = labels.find((label) => isFullHost(label) && label.length > MAX_LABEL_LENGTH);
  if (long) {
    return fault(`the label "${long}" has ${long.length} characters`, `a label has at most ${MAX_LABEL_LENGTH}`);
  }
  return isFullHost(name) ? notAHostName(name) : notAPattern(name);
}

function notAHostName(name: string): HostFault | undefined {
  try {
    normaliseHost(name);
    return undefined;
  } catch (error) {
    return { message: messageOf(error), candidates: [] };
  }
}

const CLASS = /\[[^\]]*\]/g;
const OF_HOST_CHARACTERS = /^\[[a-z0-9_.!^-]+\]$/;
const HOST_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789_.-";

/** Outside of the magic of a pattern, every character must be one that a normalised host can have. */
function notAPattern(name: string): HostFault | undefined {
  for (const label of name.split(".")) {
    if (!isAscii(label) && !isFullHost(label)) {
      return {
        message: `"${label}" mixes a wildcard with letters outside ASCII, which a host carries in punycode`,
        candidates: [],
        otherwise: "write the label in its xn-- form, or use * for the whole label",
      };
    }
  }
  for (const alternative of alternatives(normalisePattern(name))) {
    const futile = alternative.match(CLASS)?.find(matchesNoCharacter);
    if (futile) {
      return {
        message: `${futile} matches no character of a host name`,
        candidates: [],
        otherwise: "write what it may match, e.g. [a-z]",
      };
    }
    const foreign = alternative.match(CLASS)?.find((it) => !OF_HOST_CHARACTERS.test(it));
    if (foreign) {
      return {
        message: `${foreign} holds more than characters of a host name`,
        candidates: [],
        otherwise: "inside of [ ] write letters, digits, - and _, e.g. [a-z], or [!0-9] for all others",
      };
    }
    const literals = alternative
      .replace(CLASS, "")
      .replace(/[?*+@!](?=\()/g, "")
      .replace(/[*?()|]/g, "");
    const strange = /[^a-z0-9_.-]/.exec(literals);
    if (strange) {
      return {
        message: `no host name has the character ${JSON.stringify(strange[0])}`,
        candidates: [],
        otherwise: "use letters, digits, - and the minimatch signs * ? [..] {a,b} +(a|b), with brackets in pairs",
      };
    }
  }
  return undefined;
}

function listed(hosts: readonly string[]): string {
  return hosts.join(", ");
}

function matchesNoCharacter(characterClass: string): boolean {
  return ![...HOST_CHARACTERS].some((character) => matchesHost(`x${characterClass}`, `x${character}`));
}

function tooBroad(pattern: string): Finding[] {
  const tail = literalTail(pattern);
  if (tail !== "" && !isPublicSuffix(tail)) return [];
  const why =
    tail === "" ? "no label at its end is literal" : `it is directly below ${tail}, where anyone can have a name`;
  return [
    finding(
      "host-too-broad",
      pattern,
      `${pattern} matches hosts of other owners: ${why}`,
      "name the domain that is yours, e.g. *.acme.com (one declaration for each domain); or set allowBroadHost: true in the declaration",
    ),
  ];
}

/** Is it on the public suffix list (publicsuffix.org), both sections? A name that is not on it, e.g. `internal`, is fine. */
function isPublicSuffix(name: string): boolean {
  const { parse } = loadSuffixes();
  const { isIcann, isPrivate, publicSuffix } = parse(name, { allowPrivateDomains: true, validateHostname: false });
  return (isIcann || isPrivate) === true && publicSuffix === name;
}

/** Only wildcards need the list, which takes long to load. */
const loadSuffixes = late(() => require("tldts") as typeof import("tldts"));

function normalisePattern(given: string): string {
  const bare = withoutBrackets(given);
  if (isAddress(bare)) return normaliseHost(bare);
  const name = given.endsWith(".") ? given.slice(0, -1) : given;
  if (isFullHost(name)) return normaliseHost(name);
  return name
    .split(".")
    .map((label) => (isAscii(label) ? label.toLowerCase() : domainToASCII(label)))
    .join(".");
}

function withoutBrackets(given: string): string {
  return given.replace(/^\[(.*)\]$/, "$1");
}

/** IPv6. Few hosts are one, and Node's first look takes milliseconds. */
function isAddress(text: string): boolean {
  return text.includes(":") && isIPv6(text);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text);
}

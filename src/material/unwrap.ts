import { isUtf8 } from "node:buffer";
import { X509Certificate } from "node:crypto";
import { readAsn1 } from "../x509/der";
import { fileKind, isCertificateLabel, isPrivateKeyLabel, KIND_IN_WORDS, type Wanted } from "./file-kind";
import { type PemBlock, pemBlocks } from "./pem-blocks";
import { REPAIRS, type Repair } from "./repairs";
import { unreadLines } from "./unread-lines";
import { listed, shellQuote } from "./words";
import { type Opened, openings } from "./wrappers";

/** What is in a file that is not what it should be, and how it is taken out. */
export interface Unwrapped {
  /** e.g. `base64 of a file in PEM`. */
  readonly what: string;
  readonly contents: "pem" | "der-certificate" | "der-key" | "der-encrypted-key" | "pkcs7" | "pkcs12";
  /** Filters of the shell, one after the other. */
  readonly filters: readonly string[];
  /** There is more in the file than what was wanted. */
  readonly isPart: boolean;
}

/** Beyond this, nothing is tried: certificates and keys take a few kilobytes. */
const MAX_BYTES = 128 * 1024;
const MAX_DEPTH = 3;
const MAX_REPAIRS = 4;
/** Every repair after every other, of a file of a usual size. */
const MAX_TRIED_BYTES = 2 * 1024 * 1024;

/** The shortest way to what is wanted, tried out on the file: undefined where there is none. */
export function unwrap(bytes: Buffer, wanted: Wanted | "bundle", depth = MAX_DEPTH): Unwrapped | undefined {
  if (bytes.length > MAX_BYTES || bytes.length < 16) return undefined;
  if (depth < MAX_DEPTH) {
    const contents = binaryKind(bytes, wanted);
    if (contents) {
      const inDer = contents.startsWith("der-") ? " in DER" : "";
      return { what: `${KIND_IN_WORDS[contents]}${inDer}`, contents, filters: [], isPart: false };
    }
    if (wanted !== "bundle" && isSound(bytes, wanted)) return found("a file in PEM", []);
  }
  const ways = depth === 0 ? [] : openings(bytes).sort((a, b) => rankOf(a.name, wanted) - rankOf(b.name, wanted));
  return (
    first(
      ways.filter(({ name }) => name !== undefined),
      wanted,
      depth,
    ) ??
    repaired(bytes, wanted) ??
    first(
      ways.filter(({ name }) => name === undefined),
      wanted,
      depth,
    )
  );
}

function first(ways: readonly Opened[], wanted: Wanted | "bundle", depth: number): Unwrapped | undefined {
  for (const { what, filter, inside, name } of ways) {
    const rest = unwrap(inside, wanted, depth - 1);
    if (rest) {
      const isPart = rest.isPart || name !== undefined;
      return { ...rest, what: `${what} ${rest.what}`, filters: [filter, ...rest.filters], isPart };
    }
  }
  return undefined;
}

function repaired(bytes: Buffer, wanted: Wanted | "bundle"): Unwrapped | undefined {
  const way = wanted === "bundle" ? undefined : repair(bytes, wanted);
  return way && found(`PEM with ${way.what}`, way.filters);
}

function found(what: string, filters: readonly string[]): Unwrapped {
  return { what, contents: "pem", filters, isPart: false };
}

function binaryKind(bytes: Buffer, wanted: Wanted | "bundle"): Exclude<Unwrapped["contents"], "pem"> | undefined {
  const kind = fileKind(bytes);
  if (kind === "pkcs12") return kind;
  if (kind === "der-certificate" || kind === "pkcs7")
    return wanted === "certificate" || wanted === "certificate authority" ? kind : undefined;
  return (kind === "der-key" || kind === "der-encrypted-key") && wanted === "private key" ? kind : undefined;
}

/** Where a file has several, the names tell which one is meant. */
function rankOf(name: string | undefined, wanted: Wanted | "bundle"): number {
  if (name === undefined) return 0;
  const isAuthority = /^[^,]*(?:chain|\bca|_ca|root|issu|intermediate|trust)/i.test(name);
  const isKey = /key|priv/i.test(name);
  if (name.includes(",") && wanted !== "certificate") return 3;
  if (wanted === "private key") return isKey ? 0 : 1;
  if (wanted === "certificate authority") return isAuthority ? 0 : isKey ? 2 : 1;
  return isKey ? 2 : isAuthority ? 1 : 0;
}

/** The fewest repairs after which the whole file can be read. Of a large file, not all are tried. */
export function repair(bytes: Buffer, wanted: Wanted): { what: string; filters: string[] } | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  let bytesLeft = MAX_TRIED_BYTES;
  let tried: { text: string; next: number; used: readonly Repair[] }[] = [
    { text: bytes.toString("latin1"), next: 0, used: [] },
  ];
  for (let round = 0; round < MAX_REPAIRS; round++) {
    const made = tried.flatMap(({ text, next, used }) =>
      REPAIRS.slice(next).flatMap((step, i) => {
        bytesLeft -= text.length;
        const changed = bytesLeft < 0 ? text : step.apply(text);
        return changed === text ? [] : [{ text: changed, next: next + i + 1, used: [...used, step] }];
      }),
    );
    const sound = made.filter(({ text }) => isSound(Buffer.from(text, "latin1"), wanted));
    const way = sound.find(({ used }) => !used.some(({ isCoarse }) => isCoarse)) ?? sound[0];
    if (way) return { what: listed(way.used.map(({ what }) => what)), filters: way.used.map(({ filter }) => filter) };
    tried = made;
  }
  return undefined;
}

/** Everything in it is read, on every platform and by Terraform. */
function isSound(bytes: Buffer, wanted: Wanted): boolean {
  const blocks = pemBlocks(bytes);
  const isWanted = wanted === "private key" ? isPrivateKeyLabel : isCertificateLabel;
  return (
    blocks.some(({ label }) => isWanted(label)) &&
    blocks.every(isWhole) &&
    unreadLines(bytes, blocks).length === 0 &&
    isUtf8(bytes)
  );
}

function isWhole({ label, der, fault, headers, highBytesAt }: PemBlock): boolean {
  if (fault !== undefined || !der || highBytesAt !== undefined) return false;
  if (isCertificateLabel(label)) return headers.length === 0 && isCertificate(der);
  return !isPrivateKeyLabel(label) || headers.length > 0 || isElement(der);
}

function isCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length <= der.length;
  } catch {
    return false;
  }
}

function isElement(der: Buffer): boolean {
  try {
    return readAsn1(der).whole.length === der.length;
  } catch {
    return false;
  }
}

/** `base64 -d < certs/acme.b64 > certs/acme.pem` */
export function pipeline(filters: readonly string[], from: string, to: string): string {
  // The first command of a filter is the one that reads.
  const [first = "cat", ...rest] = filters;
  const [command = first, ...others] = first.split(" | ");
  return `${[`${command} < ${shellQuote(from)}`, ...others, ...rest].join(" | ")} > ${shellQuote(to)}`;
}

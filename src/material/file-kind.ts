import { X509Certificate } from "node:crypto";
import { type Asn1, childrenOf, oid, readAsn1, TAG } from "../x509/der";
import type { PemBlock } from "./pem-blocks";

const CERTIFICATE_LABEL = /^(?:X509 |TRUSTED )?CERTIFICATE$/;

export function isCertificateLabel(label: string): boolean {
  return CERTIFICATE_LABEL.test(label);
}

/** `OPENSSH PRIVATE KEY` is a format of its own, which OpenSSL does not read. */
export function isPrivateKeyLabel(label: string): boolean {
  return /^(?:.+ )?PRIVATE KEY$/.test(label) && label !== "OPENSSH PRIVATE KEY";
}

/** What a file was given for. */
export type Wanted = "certificate" | "private key" | "certificate authority";

/** Whether the file has a block of the wanted kind. */
export function hasWanted(blocks: readonly PemBlock[], wanted: Wanted): boolean {
  const isWanted = wanted === "private key" ? isPrivateKeyLabel : isCertificateLabel;
  return blocks.some(({ label }) => isWanted(label));
}

/** Blocks that are often in a file of certificates, and of no use there. */
export function isPassedOver(label: string): boolean {
  return isPrivateKeyLabel(label) || /^(?:PUBLIC KEY|.+ (?:PARAMETERS|PUBLIC KEY|REQUEST|CRL))$/.test(label);
}

/** What a file without PEM blocks is. */
export type FileKind =
  | "empty"
  | "der-certificate"
  | "der-key"
  | "der-encrypted-key"
  | "der-public-key"
  | "der-request"
  | "der-revocation-list"
  | "der-damaged"
  | "pkcs12"
  | "pkcs7"
  | "java-keystore"
  | "utf-16"
  | "unknown";

/** Of those that are known by their ASN.1. */
export const KIND_IN_WORDS: Readonly<Partial<Record<FileKind, string>>> = {
  "der-certificate": "a certificate",
  "der-key": "a private key",
  "der-encrypted-key": "an encrypted private key",
  "der-public-key": "a public key",
  "der-request": "a request for a certificate",
  "der-revocation-list": "a revocation list (CRL)",
  pkcs12: "a PKCS#12 bundle",
  pkcs7: "a PKCS#7 bundle of certificates",
};

/** Tells by the first bytes, and for ASN.1 by the outline of the first element. */
export function fileKind(bytes: Buffer): FileKind {
  if (bytes.toString("latin1").trim() === "") return "empty";
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (magic === 0xfeedfeed || magic === 0xcececece) return "java-keystore";
  const start = bytes.subarray(0, 2).toString("hex");
  if (start === "fffe" || start === "feff") return "utf-16";
  return bytes[0] === TAG.sequence ? asn1Kind(bytes) : "unknown";
}

function asn1Kind(bytes: Buffer): FileKind {
  try {
    const fields = childrenOf(readAsn1(bytes));
    return keyKind(fields) ?? containerKind(fields) ?? (isCertificate(bytes) ? "der-certificate" : publicKind(fields));
  } catch {
    // Longer elements begin with a byte that no text has in second place.
    return bytes[1]! > 0x80 && bytes[1]! < 0x85 ? "der-damaged" : "unknown";
  }
}

function keyKind([first, second, third]: Asn1[]): FileKind | undefined {
  if (first?.tag === TAG.integer) {
    const [type] = second?.tag === TAG.sequence ? childrenOf(second) : [];
    if (type?.tag === TAG.oid) return oid(type).startsWith("1.2.840.113549.1.7.") ? "pkcs12" : "der-key";
    if (second?.tag === TAG.octetString || (second?.tag === TAG.integer && third?.tag === TAG.integer))
      return "der-key";
  }
  const encrypted = first?.tag === TAG.sequence && second?.tag === TAG.octetString && third === undefined;
  return encrypted ? "der-encrypted-key" : undefined;
}

function containerKind([first]: Asn1[]): FileKind | undefined {
  return first?.tag === TAG.oid && oid(first).startsWith("1.2.840.113549.1.7.") ? "pkcs7" : undefined;
}

/** What holds no secret and is no certificate either: RFC 5280 (sections 4.1 and 5.1), RFC 2986 (section 4.2). */
function publicKind([first, second, third]: Asn1[]): FileKind {
  if (first?.tag !== TAG.sequence) return "unknown";
  const inner = childrenOf(first);
  if (second?.tag === TAG.bitString) return inner[0]?.tag === TAG.oid ? "der-public-key" : "unknown";
  if (third?.tag !== TAG.bitString) return "unknown";
  const hasVersion = inner[0]?.tag === TAG.integer;
  if (hasVersion && inner[3]?.tag === REQUEST_ATTRIBUTES) return "der-request";
  const date = inner[hasVersion ? 3 : 2]?.tag;
  return date === TAG.utcTime || date === TAG.generalizedTime ? "der-revocation-list" : "unknown";
}

const REQUEST_ATTRIBUTES = 0xa0;

function isCertificate(bytes: Buffer): boolean {
  try {
    return new X509Certificate(bytes).raw.length > 0;
  } catch {
    return false;
  }
}

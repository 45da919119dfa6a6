import { type Asn1, childrenOf, MalformedAsn1, octets, oid, readAsn1, sequence, TAG } from "../x509/der";
import type { PemBlock } from "./pem-blocks";
import { base64Of, beside, shellQuote } from "./words";

/** Why Node refuses an unencrypted key, and the command that writes it anew, where one does. */
export interface KeyFault {
  readonly fault: string;
  readonly command?: string;
}

/** Compares what the block holds with what its label says. */
export function keyFault(path: string, { label, der }: PemBlock): KeyFault {
  const out = shellQuote(beside(path, "pkcs8"));
  const decode = base64Of(path, label);
  try {
    const fields = childrenOf(readAsn1(der!));
    const actual = formOf(fields);
    const expected = FORMS[label];
    if (isVersion2(der!)) {
      const fault = "it is PKCS#8 version 2 (RFC 5958, with the public key in it), which Node 20 does not read";
      return { fault, command: `${asVersion1(der!, fields, decode)} | openssl pkey -inform DER -out ${out}` };
    }
    if (actual && expected && actual !== expected) {
      const fault = `it says ${label}, but holds a key in ${actual} form`;
      return { fault, command: `${decode} | openssl pkey -inform DER -out ${out}` };
    }
    return { fault: "Node reads neither its form nor its algorithm" };
  } catch (error) {
    return {
      fault: error instanceof MalformedAsn1 ? `its content is damaged: ${error.message}` : "its content is damaged",
    };
  }
}

/** PKCS#8 of version 2 with the field that it adds, the public key ("OneAsymmetricKey", RFC 5958, section 2). */
export function isVersion2(der: Buffer): boolean {
  const fields = childrenOf(readAsn1(der));
  return formOf(fields) === "PKCS#8" && fields.some(({ tag }) => PUBLIC_KEY.includes(tag));
}

/** Its tag, as a primitive value and, in BER, as a constructed one. */
const PUBLIC_KEY: readonly number[] = [0x81, 0xa1];

/** The first three fields again, under a header of their own: { 0, algorithm, key }. Nothing of the key is in the command. */
function asVersion1(der: Buffer, [version, algorithm, key]: Asn1[], decode: string): string {
  const length = algorithm!.whole.length + key!.whole.length;
  const size = length + 3;
  const header = [TAG.sequence, ...(size < 0x80 ? [size] : [0x82, size >> 8, size & 0xff]), TAG.integer, 1, 0];
  const octal = header.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  const start = der.length - childrenLength(der) + version!.whole.length;
  return `(printf '${octal}'; ${decode} | tail -c +${start + 1} | head -c ${length})`;
}

function childrenLength(der: Buffer): number {
  return readAsn1(der).content.length;
}

const KNOWN_ALGORITHMS = new Set([
  "1.2.840.113549.1.1.1",
  "1.2.840.113549.1.1.10",
  "1.2.840.10045.2.1",
  "1.2.840.10040.4.1",
  "1.2.840.113549.1.3.1",
  "1.3.101.110",
  "1.3.101.111",
  "1.3.101.112",
  "1.3.101.113",
]);

/** The OID of a key in PKCS#8 whose algorithm Node 20 does not have, e.g. one of the post-quantum ones. */
export function unknownAlgorithm(der: Buffer): string | undefined {
  try {
    const fields = childrenOf(readAsn1(der));
    const algorithm = formOf(fields) === "PKCS#8" ? oid(sequence(fields[1])[0]) : undefined;
    return algorithm === undefined || KNOWN_ALGORITHMS.has(algorithm) ? undefined : algorithm;
  } catch {
    return undefined;
  }
}

const FORMS: Record<string, string> = {
  "PRIVATE KEY": "PKCS#8",
  "RSA PRIVATE KEY": "PKCS#1",
  "EC PRIVATE KEY": "SEC1",
};

/** PKCS#8 is { version, algorithm, key }, PKCS#1 nine INTEGERs, SEC1 { 1, key, [0] curve, [1] public key }. */
function formOf([version, second, third]: Asn1[]): string | undefined {
  if (version?.tag !== TAG.integer) return undefined;
  if (second?.tag === TAG.sequence && third?.tag === TAG.octetString) return "PKCS#8";
  if (second?.tag === TAG.integer && third?.tag === TAG.integer) return "PKCS#1";
  if (second?.tag === TAG.octetString) return octets(second).length > 0 ? "SEC1" : undefined;
  return undefined;
}

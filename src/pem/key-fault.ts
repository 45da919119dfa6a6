import { type Asn1, childrenOf, MalformedAsn1, octets, oid, readAsn1, sequence, TAG } from "./asn1";
import type { PemBlock } from "./pem-blocks";

/** Why Node refuses an unencrypted key, in words: what the block holds, compared with what its label says. */
export function keyFault({ label, der }: PemBlock): string {
  try {
    const fields = childrenOf(readAsn1(der!));
    const actual = formOf(fields);
    const expected = FORMS[label];
    if (actual === "PKCS#8" && (fields[0]?.content[0] ?? 0) > 0) {
      return "it is PKCS#8 version 2 (RFC 5958, with the public key in it), which Node does not read";
    }
    if (actual && expected && actual !== expected) return `it says ${label}, but holds a key in ${actual} form`;
  } catch (error) {
    if (!(error instanceof MalformedAsn1)) throw error;
    return `its content is damaged: ${error.message}`;
  }
  return "Node reads neither its form nor its algorithm";
}

/** The form of an unencrypted key: PKCS#8, PKCS#1 or SEC1; undefined for what is none of these. */
export function keyForm(der: Buffer): string | undefined {
  try {
    return formOf(childrenOf(readAsn1(der)));
  } catch {
    return undefined;
  }
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

import { type Asn1, childrenOf, oid, sequence } from "./der";

export interface SignatureFacts {
  /** e.g. `sha256WithRSAEncryption`; the dotted OID where it is unknown here. */
  readonly algorithm: string;
  /** MD2, MD4, MD5 or SHA-1: below 112 bits, what security level 2 of OpenSSL asks. */
  readonly weak: boolean;
  /** The algorithm is named twice in a certificate, and the two differ: no verifier accepts that. */
  readonly contradictory: boolean;
}

const WEAK: Record<string, string> = {
  "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
  "1.2.840.113549.1.1.3": "md4WithRSAEncryption",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.3.14.3.2.3": "md5WithRSA",
  "1.3.14.3.2.15": "shaWithRSAEncryption",
  "1.3.14.3.2.27": "dsaWithSHA1-old",
  "1.3.14.3.2.29": "sha1WithRSA",
  "1.3.36.3.3.1.2": "ripemd160WithRSA",
  "1.2.840.10040.4.3": "dsa-with-SHA1",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
};

const STRONG: Record<string, string> = {
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.3.101.112": "ED25519",
  "1.3.101.113": "ED448",
};

const RSA_PSS = "1.2.840.113549.1.1.10";
const WEAK_HASHES: Record<string, string> = { "1.3.14.3.2.26": "SHA-1", "1.2.840.113549.2.5": "MD5" };

/** How a certificate is signed, from its two AlgorithmIdentifiers. */
export function signatureOf(outer: Asn1 | undefined, inner: Asn1 | undefined): SignatureFacts {
  const [type, parameters] = sequence(outer);
  const id = oid(type);
  const contradictory = inner === undefined || !inner.whole.equals(outer!.whole);
  if (id === RSA_PSS) return { ...pss(parameters), contradictory };
  return { algorithm: WEAK[id] ?? STRONG[id] ?? id, weak: id in WEAK, contradictory };
}

/** RSASSA-PSS names its hash in a parameter; SHA-1 where it names none (RFC 4055, section 3.1). */
function pss(parameters: Asn1 | undefined): Omit<SignatureFacts, "contradictory"> {
  const hash = parameters && sequence(parameters).find(({ tag }) => tag === 0xa0);
  const id = hash ? oid(sequence(childrenOf(hash)[0])[0]) : "1.3.14.3.2.26";
  return { algorithm: `RSASSA-PSS with ${WEAK_HASHES[id] ?? "SHA-2"}`, weak: id in WEAK_HASHES };
}

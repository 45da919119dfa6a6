import { type KeyObject, sign } from "node:crypto";
import { type Asn1, childrenOf, oid, readAsn1, sequence, smallInteger } from "../../x509/der";
import { objectIdentifier, sequence as sequenceOf } from "../../x509/write-der";
import { curveKey, edwardsKey, pssKey, RSA_PSS, rsaKey, spkiOf } from "./keys";

/** The hashes of signatures with RSA, ECDSA (RFC 8017, RFC 5758, FIPS 202), by algorithm. */
const RSA: Record<string, string> = {
  "1.2.840.113549.1.1.4": "md5",
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.113549.1.1.14": "sha224",
  "1.2.840.113549.1.1.15": "sha512-224",
  "1.2.840.113549.1.1.16": "sha512-256",
  "1.3.14.3.2.29": "sha1",
  "1.3.36.3.3.1.2": "ripemd160",
  "2.16.840.1.101.3.4.3.13": "sha3-224",
  "2.16.840.1.101.3.4.3.14": "sha3-256",
  "2.16.840.1.101.3.4.3.15": "sha3-384",
  "2.16.840.1.101.3.4.3.16": "sha3-512",
};
const ECDSA: Record<string, string> = {
  "1.2.840.10045.4.1": "sha1",
  "1.2.840.10045.4.3.1": "sha224",
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
  "2.16.840.1.101.3.4.3.9": "sha3-224",
  "2.16.840.1.101.3.4.3.10": "sha3-256",
  "2.16.840.1.101.3.4.3.11": "sha3-384",
  "2.16.840.1.101.3.4.3.12": "sha3-512",
};
const EDWARDS: Record<string, "ed25519" | "ed448"> = { "1.3.101.112": "ed25519", "1.3.101.113": "ed448" };

/** The salt where the parameters name none (RFC 4055, section 3.1). */
const PSS_SALT = 20;

/** DSA: a key of it takes a second. */
const SLOW = /^(?:1\.2\.840\.10040\.4\.3|2\.16\.840\.1\.101\.3\.4\.3\.[1-8])$/;

/**
 * A key for the stand-in of an issuer who signed with the algorithm; undefined for DSA. One that OpenSSL does not know
 * gets any key: it is OpenSSL's to refuse.
 */
export function keyFor(algorithm: Asn1): KeyObject | undefined {
  const id = idOf(algorithm);
  if (SLOW.test(id)) return undefined;
  if (id in RSA) return rsaKey();
  if (id === RSA_PSS) return pssKey(algorithm.whole);
  return EDWARDS[id] ? edwardsKey(EDWARDS[id]) : curveKey("P-256");
}

/** Signs as the algorithm says. Throws where the key does not fit. */
export function signAs(algorithm: Asn1, bytes: Buffer, key: KeyObject): Buffer {
  const id = idOf(algorithm);
  const hash = RSA[id] ?? ECDSA[id];
  if (hash !== undefined) return sign(hash, bytes, key);
  if (id !== RSA_PSS) return sign(null, bytes, key);
  return sign(null, bytes, { key, saltLength: saltOf(algorithm) });
}

function saltOf(algorithm: Asn1): number {
  const [, parameters] = sequence(algorithm);
  const salt = parameters && sequence(parameters).find(({ tag }) => tag === 0xa2);
  return salt ? smallInteger(childrenOf(salt)[0]) : PSS_SALT;
}

function idOf(algorithm: Asn1): string {
  return oid(sequence(algorithm)[0]);
}

/** How a key signs by itself (DER). */
export function algorithmFor(key: KeyObject): Buffer {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return sequenceOf(objectIdentifier("1.2.840.113549.1.1.11"), Buffer.of(0x05, 0x00));
    case "ec":
      return sequenceOf(objectIdentifier("1.2.840.10045.4.3.2"));
    default:
      // RSASSA-PSS, Ed25519 and Ed448: the algorithm of the signature is that of the key.
      return sequence(readAsn1(spkiOf(key)))[0]!.whole;
  }
}

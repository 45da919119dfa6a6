import type { Certificate } from "./certificate";
import { curveName } from "./rules/strength-rules";

/** What is true of a client certificate; may appear anywhere. */
export interface CertificateFacts {
  /** On one line, in the order of the certificate: `C=US, O=Acme, CN=client`; commas in a value as `\,`. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, upper case. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate: `AB:CD:…` */
  readonly fingerprint256: string;
  /** ISO 8601, UTC, seconds: `2026-11-24T00:00:00Z`; empty where the certificate has no readable date. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** rsa, rsa-pss, ec, ed25519, ed448; `unknown` where this Node does not know it. */
  readonly keyType: string;
  /** Bits, of an RSA key. */
  readonly keySize?: number;
  /** P-256, P-384, P-521 */
  readonly curve?: string;
  /** Certificates presented, the client's included. */
  readonly chainLength: number;
  /** Subjects of the certificates in the file of authorities. */
  readonly certificateAuthorities?: readonly string[];
}

export function factsOf(
  leaf: Certificate,
  chainLength: number,
  authorities?: readonly Certificate[],
): CertificateFacts {
  const { x509, subject, issuer, notBefore = "", notAfter = "", publicKey } = leaf;
  const { modulusLength, namedCurve } = publicKey?.asymmetricKeyDetails ?? {};
  return {
    subject,
    issuer,
    serialNumber: x509.serialNumber,
    fingerprint256: x509.fingerprint256,
    notBefore,
    notAfter,
    keyType: publicKey?.asymmetricKeyType ?? "unknown",
    ...(modulusLength === undefined ? {} : { keySize: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: curveName(namedCurve) }),
    chainLength,
    ...(authorities ? { certificateAuthorities: authorities.map((authority) => authority.subject) } : {}),
  };
}

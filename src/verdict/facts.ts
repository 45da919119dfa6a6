import { createHash } from "node:crypto";
import type { CertificateFacts } from "../certificate-facts";
import type { Certificate } from "../x509/certificate";
import { curveName } from "./rules/strength-rules";

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
    fingerprint256: fingerprintOf(x509.raw),
    notBefore,
    notAfter,
    keyType: publicKey?.asymmetricKeyType ?? "unknown",
    ...(modulusLength === undefined ? {} : { keySize: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: curveName(namedCurve) }),
    chainLength,
    ...(authorities ? { certificateAuthorities: authorities.map((authority) => authority.subject) } : {}),
  };
}

/** The fingerprint that Node gives, at a tenth of the cost. */
function fingerprintOf(der: Buffer): string {
  return createHash("sha256")
    .update(der)
    .digest("hex")
    .toUpperCase()
    .replace(/..(?!$)/g, "$&:");
}

import type { CertificateFacts } from "../certificate-facts";
import type { Certificate } from "../x509/certificate";
import { curveName } from "./rules/strength-rules";

export function factsOf(
  leaf: Certificate,
  chainLength: number,
  authorities?: readonly Certificate[],
): CertificateFacts {
  const { x509, subject, issuer, notBefore = "", notAfter = "", publicKey, keyDetails } = leaf;
  const { modulusLength, namedCurve } = keyDetails;
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

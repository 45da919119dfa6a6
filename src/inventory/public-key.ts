import { createHash } from "node:crypto";
import { certificateBlocks, derOf } from "../wire/pem";
import { childrenOf, readAsn1 } from "../x509/der";

/** Context tag of the version, which a certificate of version 1 does not have (RFC 5280, section 4.1). */
const VERSION_TAG = 0xa0;

/**
 * By which a key that is used again is known: SHA-256 of the first certificate's SubjectPublicKeyInfo, the first 16
 * digits. Read from the DER: no key is made of what a registry says.
 *
 * @param pem leaf first
 */
export function publicKeyOf(pem: string): string | undefined {
  try {
    const [toBeSigned] = childrenOf(readAsn1(derOf(certificateBlocks(pem)[0]!)));
    const fields = childrenOf(toBeSigned!).filter(({ tag }) => tag !== VERSION_TAG);
    // Serial number, signature, issuer, validity, subject, and then the key.
    return createHash("sha256").update(fields[5]!.whole).digest("hex").slice(0, 16);
  } catch {
    return undefined;
  }
}

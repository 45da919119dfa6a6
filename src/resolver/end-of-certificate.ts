import { derOf } from "../wire/pem";
import { readAsn1, sequence } from "../x509/der";
import { timeOf } from "../x509/time";

/** The tag of a certificate's version, which is left out for version 1. */
const VERSION = 0xa0;

/**
 * When a certificate in PEM ends, in milliseconds since the epoch; NaN where it cannot be read. By its DER alone
 * (RFC 5280, 4.1): node:crypto would be half of what the function's cold start takes to load.
 */
export function endOfCertificate(pem: string): number {
  try {
    const [toBeSigned] = sequence(readAsn1(derOf(pem)));
    const fields = sequence(toBeSigned).filter(({ tag }) => tag !== VERSION);
    const [, notAfter] = sequence(fields[3]);
    return Date.parse(timeOf(notAfter) ?? "");
  } catch {
    return Number.NaN;
  }
}

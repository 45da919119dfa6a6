import { readAsn1, sequence } from "../x509/der";
import { timeOf } from "../x509/time";
import { certificateBlocks, derOf } from "./pem";
import type { Registration } from "./registration";

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

/**
 * When a registered certificate ends, which it does with the first of its chain and its authorities; NaN where one of
 * them cannot be read.
 *
 * @param endOf remembers the ends of authorities, which are in many chains
 */
export function firstEndOf(
  { notAfter, certificate, certificateAuthority = "" }: Registration,
  endOf: (pem: string) => number = endOfCertificate,
): number {
  const [, ...chain] = certificateBlocks(certificate);
  return Math.min(Date.parse(notAfter), ...[...chain, ...certificateBlocks(certificateAuthority)].map(endOf));
}

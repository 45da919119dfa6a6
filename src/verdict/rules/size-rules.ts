import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";

/** What one item of DynamoDB and one secret of Secrets Manager hold. */
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_SECRET_BYTES = 64 * 1024;
/** Room for names, facts and the passphrase beside the certificates and the key. */
const ITEM_RESERVE = 8 * 1024;
const SECRET_RESERVE = 2 * 1024;
/** A server of OpenSSL reads at most so much of a client's chain (SSL_MAX_CERT_LIST_DEFAULT). */
const MAX_CHAIN_BYTES = 100 * 1024;
/** What TLS 1.3 adds to each certificate (RFC 8446, section 4.4.2). */
const FRAME_BYTES = 5;
/** The ticket for resuming a session holds the client's certificate, and has at most 0xFF00 bytes in OpenSSL. */
const MAX_LEAF_BYTES = 0xff00 - 1024;
const MAX_CERTIFICATES = 100;

/** The public half fits into one item of the registry. */
export function itemTooLarge(certificate: string, authorities: string, file: string): Finding[] {
  const size = certificate.length + authorities.length;
  if (size <= MAX_ITEM_BYTES - ITEM_RESERVE) return [];
  return [
    finding(
      "registration-too-large",
      file,
      `its certificates take ${kilobytes(size)} as PEM; a registration holds ${kilobytes(MAX_ITEM_BYTES - ITEM_RESERVE)}`,
      "keep only the authorities that the API's certificate needs",
    ),
  ];
}

/** The secret half fits into one secret. */
export function secretTooLarge(size: number, file: string): Finding[] {
  if (size <= MAX_SECRET_BYTES - SECRET_RESERVE) return [];
  return [
    finding(
      "registration-too-large",
      file,
      `it takes ${kilobytes(size)} in the secret, which holds ${kilobytes(MAX_SECRET_BYTES - SECRET_RESERVE)}`,
      "keep only the private key in the file, or only the client's chain in the PKCS#12 bundle",
    ),
  ];
}

/** The file holds a chain, not a store: among more certificates than this nobody looks for one. */
export function tooManyCertificates(certificates: readonly { readonly file: string }[]): Finding[] {
  if (certificates.length <= MAX_CERTIFICATES) return [];
  return [
    finding(
      "chain-too-long",
      certificates[0]!.file,
      `${certificates.length} certificates; a chain has a few, and at most ${MAX_CERTIFICATES} were expected`,
      "present the client's certificate and its intermediate authorities only",
    ),
  ];
}

/** The chain is no longer than a server reads. */
export function chainTooLong(presented: readonly Certificate[]): Finding[] {
  const [leaf] = presented.map(({ x509 }) => x509.raw.length);
  const chain = presented.reduce((sum, { x509 }) => sum + x509.raw.length + FRAME_BYTES, 0);
  if (chain <= MAX_CHAIN_BYTES && leaf! <= MAX_LEAF_BYTES) return [];
  const found =
    chain > MAX_CHAIN_BYTES
      ? `the chain has ${kilobytes(chain)}; a server reads ${kilobytes(MAX_CHAIN_BYTES)} of it`
      : `the client's certificate has ${kilobytes(leaf!)}; a server keeps ${kilobytes(MAX_LEAF_BYTES)} of it`;
  return [
    finding(
      "chain-too-long",
      presented[0]!.file,
      found,
      "present the client's certificate and its intermediate authorities only",
    ),
  ];
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}

import { type Finding, finding } from "../../finding";

/** What one item of DynamoDB and one secret of Secrets Manager hold. */
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_SECRET_BYTES = 64 * 1024;
/** Room for names, facts and the passphrase beside the certificates and the key. */
const ITEM_RESERVE = 8 * 1024;
const SECRET_RESERVE = 2 * 1024;
/** A server of OpenSSL reads at most so much of a client's chain (SSL_MAX_CERT_LIST_DEFAULT). */
const MAX_CHAIN_BYTES = 100 * 1024;
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
export function chainTooLong(derBytes: number, file: string): Finding[] {
  if (derBytes <= MAX_CHAIN_BYTES) return [];
  return [
    finding(
      "chain-too-long",
      file,
      `the chain has ${kilobytes(derBytes)}; a server reads ${kilobytes(MAX_CHAIN_BYTES)} of it`,
      "present the client's certificate and its intermediate authorities only",
    ),
  ];
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}

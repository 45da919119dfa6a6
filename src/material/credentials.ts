import { type KeyObject, X509Certificate } from "node:crypto";
import { signsFor } from "./signs-for";

/** Options of `tls.createSecureContext`. */
export interface Credentials {
  /** PEM: the client's certificate and its intermediates. */
  readonly cert: string;
  /** PEM: PKCS#8, not encrypted. */
  readonly key: string;
  /**
   * PEM: the authorities by which the server is verified.
   * @default - those that Node knows
   */
  readonly ca?: string;
}

/**
 * How a certificate is presented: by the runtime, and by synth, which proves it.
 *
 * @param file what the key was read from, if it is PEM
 * @throws Error if the key belongs to another certificate: OpenSSL would accept one of another algorithm, and then present
 * no certificate; or if it is damaged, where that is seen before the handshake, which fails with a damaged key
 */
export function credentials(cert: string, key: KeyObject, ca?: string, file = ""): Credentials {
  if (!new X509Certificate(cert).checkPrivateKey(key)) throw new Error("it belongs to another certificate");
  return { cert, key: file.startsWith(PKCS8) ? file : written(key), ca };
}

/** The first line of a key as it is written here. */
const PKCS8 = "-----BEGIN PRIVATE KEY-----";

function written(key: KeyObject): string {
  if (!signsFor(key)) throw new Error("it is damaged: its public half does not verify what it signs");
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

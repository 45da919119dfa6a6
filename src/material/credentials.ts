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
 * @throws Error if the key is damaged, or belongs to another certificate: OpenSSL would accept a key of another algorithm,
 * and then present no certificate
 */
export function credentials(cert: string, key: KeyObject, ca?: string): Credentials {
  if (!signsFor(key)) throw new Error("it is damaged: its public half does not verify what it signs");
  if (!new X509Certificate(cert).checkPrivateKey(key)) throw new Error("it belongs to another certificate");
  return { cert, key: key.export({ type: "pkcs8", format: "pem" }).toString(), ca };
}

import type { SecureContext } from "node:tls";

/** What a connection is made with, all of it PEM. */
export interface Presented {
  /** The client's certificate and its intermediates. */
  readonly certificate?: string;
  /** PKCS#8, not encrypted. */
  readonly privateKey?: string;
  /**
   * The authorities by which the server is verified.
   * @default - those that Node knows
   */
  readonly certificateAuthority?: string;
}

/**
 * How the runtime presents a certificate, and how synth proves it: by this one function. It uses nothing from around it,
 * as the proof hands its source to a thread of its own.
 *
 * @throws what OpenSSL says of material that it does not load
 */
export function present(
  { createSecureContext }: Pick<typeof import("node:tls"), "createSecureContext">,
  { certificate, privateKey, certificateAuthority }: Presented,
): SecureContext {
  return createSecureContext({ cert: certificate, key: privateKey, ca: certificateAuthority });
}

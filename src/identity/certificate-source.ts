import { ClientCertificateError } from "../errors";
import type { Answer } from "../wire/answer";
import type { Registration } from "../wire/registration";
import type { SecretHalf } from "../wire/secret";

export interface ResolveOptions {
  /** Whether the answer tells every candidate, its rank and the reason. @default false */
  readonly explain?: boolean;
  /** Whether the registry must look anew rather than answer from its own short memory. @default false */
  readonly fresh?: boolean;
}

/** Where answers and key material come from: the deployed registry, or the embedded one. */
export interface CertificateSource {
  /** Which registry this is, for people. */
  readonly description: string;

  /**
   * Which certificate a normalised host gets.
   *
   * @throws ClientCertificateError `registry-unreachable`, `registry-refused`
   */
  resolve(host: string, options?: ResolveOptions): Promise<Answer>;

  /**
   * The secret half of a registration, as `resolve` told it; fields that a registration does not have are left out.
   *
   * @throws ClientCertificateError `secret-unreadable`, `passphrase-unavailable`; `SecretGoneError` if there is no
   * such secret any more
   */
  secret(registration: Registration): Promise<SecretHalf>;

  /** Lets go of connections. */
  close(): void;
}

/** The secret is not there any more: the certificate was renewed or removed since it was looked up. */
export class SecretGoneError extends ClientCertificateError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("secret-unreadable", message, options);
  }
}

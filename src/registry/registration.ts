import type { CertificateFacts } from "../certificate-facts";
import type { Rankable } from "../host/rank";

/** Where a passphrase is that the registry does not hold itself. Never the passphrase. */
export interface SecretReference {
  /** Name or ARN of a Secrets Manager secret. */
  readonly secret: string;
  /** Field of the secret, if its value is a JSON object. */
  readonly field?: string;
}

/** What everyone may know of a registered certificate: all that is needed to present it, but for the secret half. */
export interface Registration extends Rankable, CertificateFacts {
  /** The certificate and its chain as PEM, leaf first. */
  readonly certificate: string;
  /** The custom certificate authorities as PEM, by which the server is verified. */
  readonly certificateAuthority?: string;
  /** Name of the Secrets Manager secret that holds the key: see `SecretHalf`. */
  readonly secretName: string;
  /** Where the passphrase is, if it is not beside the key. */
  readonly passphraseSecret?: SecretReference;
}

/** The JSON value of a certificate's secret. */
export interface SecretHalf {
  /** PEM, as in the file: encrypted, if the file is. */
  readonly privateKey?: string;
  /** PKCS#12 bundle, base64. */
  readonly pkcs12?: string;
  readonly passphrase?: string;
}

/** Where registrations are looked up. The keys are those of `lookupKeys`. */
export interface RegistrationStore<T extends Registration = Registration> {
  candidates(keys: readonly string[]): Promise<T[]>;
}

import type { Rankable } from "../host/rank";
import type { Warning } from "../wire/warning";

/** What an inventory says of a certificate: every public fact, and nothing that has to be kept. */
export interface CertificateRow extends Rankable {
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint256: string;
  /** For people: `RSA 2048`, `EC P-256`, `Ed25519`. */
  readonly key: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), its first 16 hexadecimal digits; undefined where it is not known. */
  readonly publicKey?: string;
  /** ISO 8601, UTC, to the second. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** How many certificates are presented, the leaf included. */
  readonly chainLength: number;
  /** Subjects of the custom certificate authorities; empty where the server is verified by the usual roots. */
  readonly certificateAuthorities: readonly string[];
  /** Where the passphrase comes from, e.g. `variable acme_passphrase`; never the passphrase. */
  readonly passphrase: string;
  /**
   * What synth warns of whatever the day, and what the code acknowledges, by code. Undefined where it is not known: of a
   * deployed registry, and of an inventory that an older release wrote.
   */
  readonly warnings?: readonly Warning[];
}

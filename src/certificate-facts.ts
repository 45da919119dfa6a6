/** The public facts of a certificate; they may appear anywhere. */
export interface CertificateFacts {
  /** Distinguished name on one line, in the order of the certificate, e.g. `C=US, O=Acme, CN=client`. */
  readonly subject: string;
  /** The same of the authority that issued it. */
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate (DER), as `AB:CD:…`. */
  readonly fingerprint256: string;
  /** ISO 8601, UTC, to the second. */
  readonly notBefore: string;
  /** ISO 8601, UTC, to the second: the last second counts as ended. */
  readonly notAfter: string;
  /** `rsa`, `rsa-pss`, `ec`, `ed25519` or `ed448`. */
  readonly keyType: string;
  /** RSA modulus, in bits. */
  readonly keySize?: number;
  /** Elliptic curve, e.g. `P-256`. */
  readonly curve?: string;
  /** How many certificates are presented, the leaf included. */
  readonly chainLength: number;
  /** Subjects of the custom certificate authorities. */
  readonly certificateAuthorities?: readonly string[];
}

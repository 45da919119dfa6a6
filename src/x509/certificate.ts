import { type AsymmetricKeyDetails, type KeyObject, X509Certificate } from "node:crypto";
import { type Asn1, childrenOf, octets, oid, readAsn1, sequence, TAG } from "./der";
import { type ExtensionFacts, extensionsOf } from "./extensions";
import { type CertificateFields, fieldsOf } from "./fields";
import { certificatePem } from "./pem";
import { type SignatureFacts, signatureOf } from "./signature";
import { timeOf } from "./time";

/** Where a certificate was found. */
export interface Origin {
  /** The file, as the user named it. */
  readonly file: string;
  /** e.g. `block 2 of 3, line 31` */
  readonly place: string;
}

/** What the rules ask of a certificate. */
export class Certificate implements Origin {
  readonly file: string;
  readonly place: string;
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, UTC, seconds; undefined where a server could not read it either. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** 1, 2 or 3 */
  readonly version: number;
  readonly signature: SignatureFacts;
  readonly extensions: ExtensionFacts;
  /** Undefined where this Node does not know the type of key. */
  readonly publicKey?: KeyObject;
  /** How the key is written: its type and its parameters (RFC 5280, section 4.1.2.7). */
  readonly keyAlgorithm: readonly Asn1[];
  #selfSigned?: boolean;

  /** @throws MalformedAsn1 */
  constructor(
    { file, place }: Origin,
    readonly x509: X509Certificate,
    /** What Node does not tell. */
    readonly fields: CertificateFields,
  ) {
    const { version, publicKey, signatureAlgorithm, innerAlgorithm, extensions, validity } = fields;
    const [notBefore, notAfter] = sequence(validity);
    this.file = file;
    this.place = place;
    this.subject = oneLine(x509.subject);
    this.issuer = oneLine(x509.issuer);
    this.notBefore = timeOf(notBefore);
    this.notAfter = timeOf(notAfter);
    this.version = version ? (octets(childrenOf(version)[0], TAG.integer)[0] ?? 0) + 1 : 1;
    this.signature = signatureOf(signatureAlgorithm, innerAlgorithm);
    this.extensions = extensionsOf(extensions);
    this.publicKey = readablePublicKey(x509);
    this.keyAlgorithm = sequence(sequence(publicKey)[0]);
  }

  /** It bears its own signature; found when it is asked for, as that takes a verification. */
  get selfSigned(): boolean {
    this.#selfSigned ??= signedItself(this);
    return this.#selfSigned;
  }

  /** Size, curve and the like of its key; the usual curves by their names in it, as Node takes long to tell them. */
  get keyDetails(): AsymmetricKeyDetails {
    const [, parameters] = this.keyAlgorithm;
    const namedCurve =
      this.publicKey?.asymmetricKeyType === "ec" && parameters?.tag === TAG.oid ? CURVES[oid(parameters)] : undefined;
    return namedCurve ? { namedCurve } : (this.publicKey?.asymmetricKeyDetails ?? {});
  }
}

/** As OpenSSL names them. */
const CURVES: Record<string, string> = {
  "1.2.840.10045.3.1.7": "prime256v1",
  "1.3.132.0.34": "secp384r1",
  "1.3.132.0.35": "secp521r1",
};

/** Reads a certificate from its DER, or says why that is impossible. */
export function readCertificate(der: Buffer, origin: Origin): Certificate | string {
  try {
    const { whole } = readAsn1(der);
    if (whole.length < der.length && !isTrustSettings(der.subarray(whole.length))) {
      return `${der.length - whole.length} bytes follow the certificate that do not belong to it`;
    }
    // As OpenSSL has read it, and presents it.
    const x509 = new X509Certificate(whole);
    return new Certificate(origin, x509, fieldsOf(readAsn1(x509.raw)));
  } catch {
    return "its content is not an X.509 certificate: it is damaged or cut off";
  }
}

/** In a TRUSTED CERTIFICATE, one more element says what OpenSSL is to trust it for. It is left out of what is presented. */
function isTrustSettings(rest: Buffer): boolean {
  const element = readAsn1(rest);
  return element.whole.length === rest.length && sequence(element).every(({ tag }) => TRUST_TAGS.has(tag));
}

/** trust, reject, alias, key identifier, other (x_x509a.c of OpenSSL). */
const TRUST_TAGS = new Set<number>([TAG.sequence, 0xa0, 0x0c, TAG.octetString, 0xa1]);

/** The certificate again, as PEM, and nothing else of the file that it came from. */
export function toPem(certificates: readonly Certificate[]): string {
  return certificates.map(({ x509 }) => certificatePem(x509.raw)).join("");
}

/** Node gives a name with one attribute a line, escaped as in RFC 2253; an empty name is undefined there. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}

function readablePublicKey(x509: X509Certificate): KeyObject | undefined {
  try {
    return x509.publicKey;
  } catch {
    return undefined;
  }
}

function signedItself({ x509, publicKey }: Certificate): boolean {
  try {
    const isOwnIssuer = x509.subject === x509.issuer || x509.checkIssued(x509);
    return publicKey !== undefined && isOwnIssuer && x509.verify(publicKey);
  } catch {
    return false;
  }
}

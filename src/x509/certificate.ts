import { type KeyObject, X509Certificate } from "node:crypto";
import { type Asn1, childrenOf, octets, readAsn1, sequence, TAG } from "./der";
import { type ExtensionFacts, extensionsOf } from "./extensions";
import { fieldsOf } from "./fields";
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
export interface Certificate extends Origin {
  readonly x509: X509Certificate;
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
  readonly selfSigned: boolean;
}

/** Reads a certificate from its DER, or says why that is impossible. */
export function readCertificate(der: Buffer, origin: Origin): Certificate | string {
  try {
    const element = readAsn1(der);
    const { whole } = element;
    if (whole.length < der.length && !isTrustSettings(der.subarray(whole.length))) {
      return `${der.length - whole.length} bytes follow the certificate that do not belong to it`;
    }
    const x509 = new X509Certificate(whole);
    const publicKey = readablePublicKey(x509);
    let selfSigned: boolean | undefined;
    return {
      ...origin,
      ...namesOf(x509),
      x509,
      publicKey,
      ...detailsOf(element),
      get selfSigned() {
        selfSigned ??= signedItself(x509, publicKey);
        return selfSigned;
      },
    };
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

function namesOf(x509: X509Certificate): Pick<Certificate, "subject" | "issuer"> {
  return { subject: oneLine(x509.subject), issuer: oneLine(x509.issuer) };
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

/** It bears its own signature; found when it is asked for, as that takes a verification. */
function signedItself(x509: X509Certificate, publicKey: KeyObject | undefined): boolean {
  try {
    const isOwnIssuer = x509.subject === x509.issuer || x509.checkIssued(x509);
    return publicKey !== undefined && isOwnIssuer && x509.verify(publicKey);
  } catch {
    return false;
  }
}

type Details = Omit<Certificate, keyof Origin | "x509" | "subject" | "issuer" | "publicKey" | "selfSigned">;

/** What Node does not tell: the fields of the certificate itself (RFC 5280, section 4.1). */
function detailsOf(whole: Asn1): Details {
  const { version, publicKey, signatureAlgorithm, innerAlgorithm, extensions, validity } = fieldsOf(whole);
  const [notBefore, notAfter] = sequence(validity);
  return {
    version: version ? (octets(childrenOf(version)[0], TAG.integer)[0] ?? 0) + 1 : 1,
    keyAlgorithm: sequence(sequence(publicKey)[0]),
    signature: signatureOf(signatureAlgorithm, innerAlgorithm),
    extensions: extensionsOf(extensions),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
  };
}

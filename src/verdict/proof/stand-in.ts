import { type KeyObject, randomBytes } from "node:crypto";
import { type Asn1, childrenOf, sequence as membersOf, octets, readAsn1, TAG } from "../../x509/der";
import { type CertificateFields, extensionValue } from "../../x509/fields";
import { extension, writeCertificate } from "../../x509/write-certificate";
import { bitString, boolean, integer, octetString, sequence, tagged, time, tlv } from "../../x509/write-der";
import { spkiOf } from "./keys";
import { signAs } from "./signature";

const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
const AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
const KEY_CERT_SIGN = Buffer.of(0x04);
const LONG = sequence(time(new Date("2000-01-01T00:00:00Z")), time(new Date("2049-12-31T00:00:00Z")));

/** What a certificate says of its issuer beside the name (RFC 5280, section 4.2.1.1). */
interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Buffer;
  /** The name of the issuer's issuer. */
  readonly issuer?: Buffer;
  readonly serialNumber?: Buffer;
}

/**
 * The issuer of a certificate, made up, for a server to trust: it has the issuer's name, and the key identifier and serial
 * number that the certificate asks for. Where it asks for an issuer that has an issuer in turn, that one too.
 */
export function standInFor(certificate: CertificateFields, key: KeyObject): readonly Buffer[] {
  const wanted = authorityKeyIdentifier(certificate);
  const { issuer, signatureAlgorithm } = certificate;
  const parts = [issuer.whole, signatureAlgorithm.whole, wanted.keyIdentifier, wanted.issuer, wanted.serialNumber];
  const id = [spkiOf(key), ...parts].map((part) => part?.toString("base64")).join();
  const standIns = made.get(id) ?? issue(certificate, wanted, key);
  made.set(id, standIns);
  return standIns;
}

/** One authority issues many certificates, and a signature takes a millisecond. */
const made = new Map<string, readonly Buffer[]>();

function issue(
  { issuer, signatureAlgorithm }: CertificateFields,
  wanted: AuthorityKeyIdentifier,
  key: KeyObject,
): readonly Buffer[] {
  const above = wanted.issuer ?? issuer.whole;
  const authority = (subject: Buffer, issuedBy: Buffer, { keyIdentifier, serialNumber }: AuthorityKeyIdentifier) => {
    const extensions = [
      extension(BASIC_CONSTRAINTS, sequence(boolean(true)), true),
      extension(KEY_USAGE, bitString(KEY_CERT_SIGN, 2), true),
      ...(keyIdentifier ? [extension(SUBJECT_KEY_IDENTIFIER, octetString(keyIdentifier))] : []),
    ];
    const toBeSigned = sequence(
      tagged(0, integer(Buffer.of(2))),
      // As it stands in the certificate: it may be negative.
      serialNumber ? tlv(TAG.integer, serialNumber) : integer(randomBytes(8)),
      signatureAlgorithm.whole,
      issuedBy,
      LONG,
      subject,
      spkiOf(key),
      tagged(3, sequence(...extensions)),
    );
    return writeCertificate(toBeSigned, signatureAlgorithm.whole, signAs(signatureAlgorithm, toBeSigned, key));
  };
  return [authority(issuer.whole, above, wanted), ...(above.equals(issuer.whole) ? [] : [authority(above, above, {})])];
}

/** Empty where it cannot be read: then OpenSSL refuses the certificate. */
function authorityKeyIdentifier(certificate: Pick<CertificateFields, "extensions">): AuthorityKeyIdentifier {
  try {
    const value = extensionValue(certificate, AUTHORITY_KEY_IDENTIFIER);
    if (!value) return {};
    const parts = membersOf(readAsn1(octets(value)));
    const part = (tag: number): Asn1 | undefined => parts.find((one) => one.tag === tag);
    const names = part(0xa1);
    return {
      keyIdentifier: part(0x80)?.content,
      issuer: names && childrenOf(names).find(({ tag }) => tag === 0xa4)?.content,
      serialNumber: part(0x82)?.content,
    };
  } catch {
    return {};
  }
}

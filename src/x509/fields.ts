import { type Asn1, childrenOf, expectTag, oid, sequence, TAG } from "./der";

/** The parts of a certificate as they are written (RFC 5280, section 4.1). */
export interface CertificateFields {
  readonly toBeSigned: Asn1;
  readonly signatureAlgorithm: Asn1;
  readonly signature: Asn1;
  /** The members of `toBeSigned`, in order. */
  readonly members: readonly Asn1[];
  /** Absent in version 1. */
  readonly version?: Asn1;
  readonly innerAlgorithm: Asn1;
  readonly issuer: Asn1;
  readonly validity: Asn1;
  readonly subject: Asn1;
  readonly publicKey: Asn1;
  /** Each as SEQUENCE { id, critical, value }. */
  readonly extensions: readonly Asn1[];
}

/** @throws MalformedAsn1 */
export function fieldsOf(certificate: Asn1): CertificateFields {
  const [toBeSigned, signatureAlgorithm, signature] = sequence(certificate);
  const members = sequence(toBeSigned);
  const version = members[0]?.tag === 0xa0 ? members[0] : undefined;
  const [, innerAlgorithm, issuer, validity, subject, publicKey] = members.slice(version ? 1 : 0);
  const list = members.find(({ tag }) => tag === 0xa3);
  return {
    toBeSigned: expectTag(toBeSigned, TAG.sequence),
    signatureAlgorithm: expectTag(signatureAlgorithm, TAG.sequence),
    signature: expectTag(signature, TAG.bitString),
    members,
    version,
    innerAlgorithm: expectTag(innerAlgorithm, TAG.sequence),
    issuer: expectTag(issuer, TAG.sequence),
    validity: expectTag(validity, TAG.sequence),
    subject: expectTag(subject, TAG.sequence),
    publicKey: expectTag(publicKey, TAG.sequence),
    extensions: list ? sequence(childrenOf(list)[0]) : [],
  };
}

/** The value of an extension, still as OCTET STRING. */
export function extensionValue({ extensions }: Pick<CertificateFields, "extensions">, id: string): Asn1 | undefined {
  const found = extensions.map(sequence).find(([type]) => oid(type) === id);
  return found?.at(-1);
}

import { type Asn1, childrenOf, octets, oid, sequence, TAG } from "../x509/der";

const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
/** `trustedKeyUsage` of Oracle: keytool marks the entries with it that are trusted, and have no key. */
const TRUSTED = "2.16.840.1.113894.746875.1.1";
const BMP_STRING = 0x1e;

export interface Attributes {
  readonly name?: string;
  readonly isTrusted?: boolean;
}

/** What the attributes of a bag say (RFC 2985, section 5.5). Those that cannot be read say nothing, as for OpenSSL. */
export function attributesOf(attributes: Asn1 | undefined): Attributes {
  try {
    const all = attributes?.tag === TAG.set ? childrenOf(attributes).map(sequence) : [];
    const valuesOf = (id: string) => all.find(([type]) => oid(type) === id)?.[1];
    const name = valuesOf(FRIENDLY_NAME);
    return { name: name && bmpString(childrenOf(name)[0]), isTrusted: valuesOf(TRUSTED) !== undefined };
  } catch {
    return {};
  }
}

function bmpString(element: Asn1 | undefined): string | undefined {
  const bytes = element?.tag === BMP_STRING ? Buffer.from(octets(element, BMP_STRING)) : Buffer.alloc(0);
  return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString("utf16le") : undefined;
}

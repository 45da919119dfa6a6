import { type Asn1, octets, oid, readAsn1, sequence, smallInteger, TAG } from "./der";

/** What the extensions of a certificate say about its use (RFC 5280, section 4.2). */
export interface ExtensionFacts {
  /** Undefined without the extension. */
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly keyUsage?: readonly KeyUsage[];
  /** OIDs. */
  readonly extendedKeyUsage?: readonly string[];
  /** The bits of Netscape's certificate type, the forerunner of the extended key usage. */
  readonly netscapeType?: number;
  /** It says where its issuer's certificate can be fetched, as public authorities do. */
  readonly issuerUrl?: string;
}

const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

type Facts = { -readonly [K in keyof ExtensionFacts]: ExtensionFacts[K] };

const READERS: Record<string, (facts: Facts, value: Asn1) => void> = {
  "2.5.29.19": (facts, value) => {
    const fields = sequence(value);
    const ca = fields[0]?.tag === TAG.boolean && fields.shift()!.content[0] !== 0;
    facts.basicConstraints = { ca, pathLength: fields[0] && smallInteger(fields[0]) };
  },
  "2.5.29.15": (facts, value) => {
    const bytes = octets(value, TAG.bitString);
    facts.keyUsage = KEY_USAGES.filter((_, bit) => ((bytes[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1);
  },
  "2.5.29.37": (facts, value) => {
    facts.extendedKeyUsage = sequence(value).map(oid);
  },
  "2.16.840.1.113730.1.1": (facts, value) => {
    facts.netscapeType = octets(value, TAG.bitString)[1] ?? 0;
  },
  "1.3.6.1.5.5.7.1.1": (facts, value) => {
    const issuer = sequence(value)
      .map(sequence)
      .find(([method]) => oid(method) === "1.3.6.1.5.5.7.48.2")?.[1];
    if (issuer?.tag === 0x86) facts.issuerUrl = issuer.content.toString("latin1");
  },
};

/** What can be read; whether the rest spoils the certificate is OpenSSL's to say. */
export function extensionsOf(list: readonly Asn1[]): ExtensionFacts {
  const facts: Facts = {};
  for (const extension of list) {
    try {
      const fields = sequence(extension);
      READERS[oid(fields[0])]?.(facts, readAsn1(octets(fields.at(-1))));
    } catch {}
  }
  return facts;
}

/** Whether OpenSSL takes the certificate for an authority's (X509_check_ca). */
export function isAuthority({ extensions, version, selfSigned }: AuthorityFacts): boolean {
  const { basicConstraints, keyUsage, netscapeType } = extensions;
  if (keyUsage && !keyUsage.includes("keyCertSign")) return false;
  if (basicConstraints) return basicConstraints.ca;
  return (version === 1 && selfSigned) || keyUsage !== undefined || ((netscapeType ?? 0) & 0x07) !== 0;
}

interface AuthorityFacts {
  readonly extensions: ExtensionFacts;
  readonly version: number;
  readonly selfSigned: boolean;
}

import { type Asn1, MalformedAsn1, octets, oid, readAsn1, sequence, smallInteger, TAG } from "./der";
import { type Name, type NameConstraints, nameConstraintsOf } from "./name-constraints";

/** What the extensions of a certificate say about its use (RFC 5280, section 4.2). */
export interface ExtensionFacts {
  /** Undefined without the extension. */
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly keyUsage?: readonly KeyUsage[];
  /** OIDs. */
  readonly extendedKeyUsage?: readonly string[];
  /** The bits of Netscape's certificate type, the forerunner of the extended key usage. */
  readonly netscapeType?: number;
  readonly alternativeNames?: readonly Name[];
  /** What an authority's certificates may be named. */
  readonly nameConstraints?: NameConstraints;
  /** Critical, and no verifier that we know reads it: OIDs. */
  readonly unknownCritical: readonly string[];
  /** Servers do not let a client in with them, critical or not: OIDs. */
  readonly refused: readonly string[];
  /** Extensions that are there twice, or whose content cannot be read: OIDs. */
  readonly unreadable: readonly string[];
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
    facts.basicConstraints = { ca, ...(fields[0] ? { pathLength: smallInteger(fields[0]) } : {}) };
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
  "2.5.29.14": (_, value) => {
    octets(value);
  },
  "2.5.29.17": (facts, value) => {
    const isName = ({ tag }: Asn1) => (tag & 0xc0) === 0x80;
    const names = sequence(value);
    if (!names.every(isName)) throw new MalformedAsn1("an alternative name that is none");
    facts.alternativeNames = names;
  },
  "2.5.29.30": (facts, value) => {
    facts.nameConstraints = nameConstraintsOf(value);
  },
  "2.5.29.31": (_, value) => {
    sequence(value).forEach(sequence);
  },
  "2.5.29.35": (_, value) => {
    sequence(value);
  },
  "1.3.6.1.5.5.7.1.1": (facts, value) => {
    const issuer = sequence(value)
      .map(sequence)
      .find(([method]) => oid(method) === "1.3.6.1.5.5.7.48.2")?.[1];
    if (issuer?.tag === 0x86) facts.issuerUrl = issuer.content.toString("latin1");
  },
};

/** Extensions that every verifier reads: one that is there twice or is malformed spoils the certificate. */
const ALWAYS_READ = new Set([
  "2.5.29.14",
  "2.5.29.15",
  "2.5.29.17",
  "2.5.29.19",
  "2.5.29.30",
  "2.5.29.31",
  "2.5.29.35",
  "2.5.29.37",
  "2.16.840.1.113730.1.1",
]);

/** Critical extensions that OpenSSL reads (X509_supported_extension), beside those with a reader above. */
const KNOWN_CRITICAL = new Set([
  "2.5.29.15",
  "2.5.29.17",
  "2.5.29.19",
  "2.5.29.30",
  "2.5.29.31",
  "2.5.29.32",
  "2.5.29.33",
  "2.5.29.36",
  "2.5.29.37",
  "2.5.29.54",
  "2.16.840.1.113730.1.1",
  "1.3.6.1.5.5.7.48.1.5",
]);

/**
 * A proxy certificate, which OpenSSL accepts on demand only; address blocks and numbers of autonomous systems, which the
 * root has to have as well (RFC 3820, RFC 3779): no root that clients of APIs are issued from does.
 */
const REFUSED = new Set(["1.3.6.1.5.5.7.1.14", "1.3.6.1.5.5.7.1.7", "1.3.6.1.5.5.7.1.8"]);

export function extensionsOf(list: readonly Asn1[]): ExtensionFacts {
  const facts: Facts = { unknownCritical: [], refused: [], unreadable: [] };
  const seen = new Set<string>();
  for (const extension of list) {
    const fields = sequence(extension);
    const id = oid(fields[0]);
    const critical = fields[1]?.tag === TAG.boolean && fields[1].content[0] !== 0;
    if (REFUSED.has(id)) facts.refused = [...facts.refused, id];
    else if (critical && !KNOWN_CRITICAL.has(id)) facts.unknownCritical = [...facts.unknownCritical, id];
    const readable = read(facts, id, fields[fields.length - 1]) && !seen.has(id);
    if (!readable && ALWAYS_READ.has(id)) facts.unreadable = [...facts.unreadable, id];
    seen.add(id);
  }
  return facts;
}

function read(facts: Facts, id: string, value: Asn1 | undefined): boolean {
  try {
    READERS[id]?.(facts, readAsn1(octets(value)));
    return true;
  } catch {
    return false;
  }
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

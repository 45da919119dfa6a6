// Certificates whose extensions are changed at random, in their bytes and in their structure, and that are signed again.
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { childrenOf, readAsn1 } from "../../src/x509/der";
import {
  authority,
  type CertificateOptions,
  certificate,
  EKU,
  extension,
  KU,
  keyOf,
  keyPem,
  type Made,
  nameOf,
} from "../support/certificates";
import { bitString, boolean, integer, octetString, oid, sequence, tlv } from "../support/der";

const IDS = {
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectKeyIdentifier: "2.5.29.14",
  authorityKeyIdentifier: "2.5.29.35",
  subjectAltName: "2.5.29.17",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  certificatePolicies: "2.5.29.32",
  policyConstraints: "2.5.29.36",
  inhibitAnyPolicy: "2.5.29.54",
  freshestCrl: "2.5.29.46",
  authorityInformation: "1.3.6.1.5.5.7.1.1",
  addresses: "1.3.6.1.5.5.7.1.7",
  netscapeType: "2.16.840.1.113730.1.1",
  tlsFeature: "1.3.6.1.5.5.7.1.24",
} as const;

const ROOT = authority("CN=Root of the mutants", { key: keyOf("p256", 1) });
const name = (tag: number, text: string) => tlv(tag, Buffer.from(text));
const point = sequence(tlv(0xa0, tlv(0xa0, name(0x86, "http://crl.acme.com/ca.crl"))));
const directory = sequence(tlv(0x31, sequence(oid("2.5.4.10"), tlv(0x0c, Buffer.from("Acme")))));

/** A right value of each, for the mutations to begin with. */
const VALUES: Record<keyof typeof IDS, readonly Buffer[]> = {
  basicConstraints: [sequence(), sequence(boolean(true)), sequence(boolean(true), integer(3))],
  keyUsage: [
    bitString(Buffer.from([0x80]), 7),
    bitString(Buffer.from([0x84]), 2),
    bitString(Buffer.from([0x88, 0x80]), 7),
  ],
  extendedKeyUsage: [sequence(oid(EKU.client)), sequence(oid(EKU.server), oid(EKU.client))],
  subjectKeyIdentifier: [octetString(Buffer.alloc(20, 7))],
  authorityKeyIdentifier: [
    sequence(tlv(0x80, Buffer.alloc(20, 9))),
    sequence(
      tlv(0x80, Buffer.alloc(20, 9)),
      tlv(0xa1, tlv(0xa4, nameOf(ROOT.name))),
      tlv(0x82, Buffer.from(new X509Certificate(ROOT.pem).serialNumber, "hex")),
    ),
  ],
  subjectAltName: [
    sequence(name(0x82, "check.acme.com"), name(0x81, "check@acme.com"), name(0x86, "spiffe://acme.com/check")),
    sequence(tlv(0x87, Buffer.from([10, 0, 0, 1])), tlv(0xa4, directory), tlv(0x88, Buffer.from([42, 3]))),
    sequence(tlv(0xa0, oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, name(0x0c, "check@acme.com")))),
  ],
  nameConstraints: [sequence(tlv(0xa0, sequence(name(0x82, "acme.com"))), tlv(0xa1, sequence(name(0x82, "evil.com"))))],
  crlDistributionPoints: [sequence(point)],
  certificatePolicies: [
    sequence(sequence(oid("1.2.3.4"), sequence(sequence(oid("1.3.6.1.5.5.7.2.1"), name(0x16, "http://a"))))),
  ],
  policyConstraints: [sequence(tlv(0x80, Buffer.from([5])), tlv(0x81, Buffer.from([5])))],
  inhibitAnyPolicy: [integer(3)],
  freshestCrl: [sequence(point)],
  authorityInformation: [sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), name(0x86, "http://acme.com/ca.crt")))],
  addresses: [sequence(sequence(octetString(Buffer.from([0, 1])), sequence(bitString(Buffer.from([10])))))],
  netscapeType: [bitString(Buffer.from([0x80]), 7)],
  tlsFeature: [sequence(integer(5))],
};

type Change = readonly [kind: number, at: number, byte: number];

export interface Mutated {
  readonly where: "leaf" | "intermediate";
  readonly extensions: readonly {
    readonly id: keyof typeof IDS;
    readonly value: number;
    readonly critical: boolean;
    readonly changes: readonly Change[];
  }[];
}

const ids = Object.keys(IDS) as (keyof typeof IDS)[];

export const mutated: fc.Arbitrary<Mutated> = fc.record({
  where: fc.constantFrom("leaf", "leaf", "leaf", "intermediate"),
  extensions: fc.array(
    fc.record({
      id: fc.constantFrom(...ids),
      value: fc.nat(2),
      critical: fc.boolean(),
      changes: fc.array(fc.tuple(fc.nat(7), fc.nat(1_000_000), fc.nat(255)), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const LEAF_KEY = keyOf("p256", 2);
const MIDDLE_KEY = keyOf("p256", 3);

/** What the server trusts. */
export const mutantsRoot = ROOT;

/** Certificate and key as PEM. */
export function madeOf({ where, extensions }: Mutated): { certificate: string; key: string } {
  const changed = extensions.map(({ id, value, critical, changes }) => {
    const values = VALUES[id];
    return extension(IDS[id], changes.reduce(change, values[value % values.length]!), critical);
  });
  const options = without(extensions.map(({ id }) => id));
  const mutant = { ...options, extensions: changed };
  const middle =
    where === "leaf" ? undefined : authority("CN=Middle", { issuer: ROOT, key: MIDDLE_KEY, ...withoutLeaf(mutant) });
  const leaf = certificate("O=Acme, CN=client", {
    issuer: middle ?? ROOT,
    key: LEAF_KEY,
    ...(middle ? {} : mutant),
  });
  return { certificate: [leaf, middle].map((made?: Made) => made?.pem ?? "").join(""), key: keyPem(LEAF_KEY) };
}

/** The extension is there once: in place of the usual one. */
function without(changed: readonly string[]): CertificateOptions {
  return {
    ...(changed.includes("basicConstraints") ? { ca: null } : {}),
    ...(changed.includes("keyUsage") ? { keyUsage: null } : {}),
    ...(changed.includes("extendedKeyUsage") ? { extendedKeyUsage: null } : {}),
  };
}

/** An authority keeps what makes it one. */
function withoutLeaf(options: CertificateOptions): CertificateOptions {
  return { keyUsage: KU.keyCertSign, ...options };
}

export const KINDS_OF_CHANGE = 8;
export const EXTENSIONS = ids;

/** Changes bytes anywhere, or the structure: an element is dropped, doubled, retagged, emptied, or cut. */
function change(value: Buffer, [kind, at, byte]: Change): Buffer {
  const elements = elementsOf(value);
  const { start, end, content } = elements[at % elements.length]!;
  const replaced = (...parts: Buffer[]) => Buffer.concat([value.subarray(0, start), ...parts, value.subarray(end)]);
  const element = value.subarray(start, end);
  switch (kind) {
    case 0:
      return Buffer.from(value.map((old, i) => (i === at % value.length ? byte : old)));
    case 1:
      return Buffer.from(value.map((old, i) => (i === at % value.length ? old ^ (1 << (byte & 7)) : old)));
    case 2:
      return refit(value, start, replaced());
    case 3:
      return refit(value, start, replaced(element, element));
    case 4:
      return replaced(Buffer.from([byte]), element.subarray(1));
    case 5:
      return refit(value, start, replaced(tlv(element[0]!, Buffer.alloc(0))));
    case 6:
      return refit(value, start, replaced(tlv(element[0]!, content.subarray(0, at % (content.length + 1)))));
    default:
      return refit(value, start, replaced(tlv(element[0]!, content, Buffer.from([byte]))));
  }
}

interface Element {
  readonly start: number;
  readonly end: number;
  readonly content: Buffer;
}

/** All elements, the outermost first; short ones, so that every length is one byte. */
function elementsOf(value: Buffer, offset = 0): Element[] {
  try {
    const { whole, content, tag } = readAsn1(value.subarray(offset));
    const own = { start: offset, end: offset + whole.length, content };
    if ((tag & 0x20) === 0) return [own];
    const all = [own];
    let inner = offset + whole.length - content.length;
    for (const child of childrenOf({ tag, whole, content })) {
      all.push(...elementsOf(value.subarray(0, inner + child.whole.length), inner));
      inner += child.whole.length;
    }
    return all;
  } catch {
    return [{ start: offset, end: value.length, content: value.subarray(offset) }];
  }
}

/** The lengths around an element that grew or shrank are made right again, so that it is the element that is wrong. */
function refit(before: Buffer, start: number, after: Buffer): Buffer {
  const grown = after.length - before.length;
  const fitted = Buffer.from(after);
  for (const outer of elementsOf(before)) {
    const length = outer.end - outer.start - outer.content.length === 2 ? fitted[outer.start + 1] : undefined;
    if (
      outer.start < start &&
      outer.end > start &&
      length !== undefined &&
      length + grown >= 0 &&
      length + grown < 0x80
    ) {
      fitted[outer.start + 1] = length + grown;
    }
  }
  return fitted;
}

/**
 * The little of ASN.1 that certificates, keys and PKCS#12 need: DER, and of BER the indefinite lengths and the strings
 * in pieces that other tools write into PKCS#12.
 */
export interface Asn1 {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  /** What is inside, without tag and length. */
  readonly content: Buffer;
  /** The whole element, tag and length included. */
  readonly whole: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const CONSTRUCTED = 0x20;
const MAX_DEPTH = 32;

/** The bytes are not ASN.1, or not the ASN.1 that was expected. Caught by whoever reads a file, never thrown to a user. */
export class MalformedAsn1 extends Error {}

/** The element that starts at `offset`; what follows it is left alone. */
export function readAsn1(bytes: Buffer, offset = 0, depth = 0): Asn1 {
  if (depth > MAX_DEPTH) throw new MalformedAsn1("nested too deeply");
  const tag = byteAt(bytes, offset);
  if ((tag & 0x1f) === 0x1f) throw new MalformedAsn1("a tag of several bytes");
  const first = byteAt(bytes, offset + 1);
  if (first === 0x80) return readIndefinite(bytes, offset, tag, depth);

  let length = first;
  let start = offset + 2;
  if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 4) throw new MalformedAsn1("a length of more than four bytes");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + byteAt(bytes, start + i);
    start += count;
  }
  if (start + length > bytes.length) throw new MalformedAsn1("it ends too early");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(offset, start + length) };
}

function readIndefinite(bytes: Buffer, offset: number, tag: number, depth: number): Asn1 {
  if ((tag & CONSTRUCTED) === 0) throw new MalformedAsn1("an open length on a primitive element");
  let end = offset + 2;
  while (byteAt(bytes, end) !== 0 || byteAt(bytes, end + 1) !== 0) {
    end += readAsn1(bytes, end, depth + 1).whole.length;
  }
  return { tag, content: bytes.subarray(offset + 2, end), whole: bytes.subarray(offset, end + 2) };
}

/** The elements inside of a constructed element. */
export function childrenOf(parent: Asn1): Asn1[] {
  if ((parent.tag & CONSTRUCTED) === 0) throw new MalformedAsn1("a primitive element where a constructed one belongs");
  const children: Asn1[] = [];
  for (let offset = 0; offset < parent.content.length; ) {
    const child = readAsn1(parent.content, offset);
    children.push(child);
    offset += child.whole.length;
  }
  return children;
}

/** The element, if it has the tag. */
export function expectTag(element: Asn1 | undefined, tag: number): Asn1 {
  if (element?.tag !== tag) throw new MalformedAsn1(`tag ${element?.tag ?? "(none)"} where ${tag} belongs`);
  return element;
}

/** The elements of a SEQUENCE. */
export function sequence(element: Asn1 | undefined): Asn1[] {
  return childrenOf(expectTag(element, TAG.sequence));
}

/** The bytes of an OCTET STRING, also one in pieces (BER); `implicit` is the tag that replaces its own. */
export function octets(element: Asn1 | undefined, implicit: number = TAG.octetString): Buffer {
  if (element?.tag === (implicit | CONSTRUCTED)) return Buffer.concat(childrenOf(element).map((part) => octets(part)));
  return expectTag(element, implicit).content;
}

/** A small INTEGER, not negative; one that does not fit is Infinity. */
export function smallInteger(element: Asn1 | undefined): number {
  const { content } = expectTag(element, TAG.integer);
  if (content.length === 0 || content[0]! >= 0x80) throw new MalformedAsn1("a negative number");
  return content.length > 6 ? Number.POSITIVE_INFINITY : content.readUIntBE(0, content.length);
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oid(element: Asn1 | undefined): string {
  const { content } = expectTag(element, TAG.oid);
  const parts: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length === 0) {
      const root = Math.min(2, Math.floor(value / 40));
      parts.push(root, value - root * 40);
    } else parts.push(value);
    value = 0;
  }
  return parts.join(".");
}

function byteAt(bytes: Buffer, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new MalformedAsn1("it ends too early");
  return byte;
}

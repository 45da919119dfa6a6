import {
  bitString,
  boolean,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from "./write-der";

/** What a certificate says (RFC 5280, section 4.1.2); all byte strings are DER. */
export interface ToBeSigned {
  /** Big-endian, positive. */
  readonly serialNumber: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly issuer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

/** The TBSCertificate, version 3. */
export function writeToBeSigned(content: ToBeSigned): Buffer {
  return sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(content.serialNumber),
    content.signatureAlgorithm,
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    content.publicKey,
    tagged(3, sequence(...content.extensions)),
  );
}

/** A certificate of what was signed, the algorithm and the signature. */
export function writeCertificate(
  toBeSigned: Uint8Array,
  signatureAlgorithm: Uint8Array,
  signature: Uint8Array,
  unusedBits = 0,
): Buffer {
  return sequence(toBeSigned, signatureAlgorithm, bitString(signature, unusedBits));
}

/** @param value DER */
export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** A name of nothing but a common name. */
export function commonName(text: string): Buffer {
  return sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String(text))));
}

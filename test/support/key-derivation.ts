// Keys and bundles that ask for as much key derivation as they please. What is encrypted in them is noise.
import { createHash, createHmac, type KeyObject, randomBytes } from "node:crypto";
import { integer, nothing, octetString, oid, pem, sequence, tlv } from "./der";

const DATA = "1.2.840.113549.1.7.1";
const tagged = (...contents: Buffer[]) => tlv(0xa0, ...contents);

function pbes2(derivation: Buffer): Buffer {
  const cipher = sequence(oid("2.16.840.1.101.3.4.1.42"), octetString(randomBytes(16)));
  return sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, cipher));
}

export function pbkdf2(rounds: number): Buffer {
  const hash = sequence(oid("1.2.840.113549.2.9"), nothing());
  const parameters = sequence(octetString(randomBytes(16)), integer(rounds), hash);
  return pbes2(sequence(oid("1.2.840.113549.1.5.12"), parameters));
}

export function scrypt(n: number, r: number, p: number): Buffer {
  const parameters = sequence(octetString(randomBytes(16)), integer(n), integer(r), integer(p));
  return pbes2(sequence(oid("1.3.6.1.4.1.11591.4.11"), parameters));
}

const TRIPLE_DES = "1.2.840.113549.1.12.1.3";
/** With 40 bits: Node does not have it. */
export const RC2 = "1.2.840.113549.1.12.1.6";

/** A scheme of PKCS#12 itself. */
export function ofPkcs12(rounds: number, scheme = TRIPLE_DES): Buffer {
  return sequence(oid(scheme), sequence(octetString(randomBytes(8)), integer(rounds)));
}

export function encryptedKey(algorithm: Buffer): string {
  return pem("ENCRYPTED PRIVATE KEY", sequence(algorithm, octetString(randomBytes(160))));
}

export function shroudedKeyBag(algorithm: Buffer): Buffer {
  return sequence(oid("1.2.840.113549.1.12.10.1.2"), tagged(sequence(algorithm, octetString(randomBytes(160)))));
}

/** A key that is not encrypted, under the name of its entry. */
export function keyBag(key: KeyObject, name: string): Buffer {
  const friendlyName = sequence(
    oid("1.2.840.113549.1.9.20"),
    tlv(0x31, tlv(0x1e, Buffer.from(name, "utf16le").swap16())),
  );
  const der = key.export({ type: "pkcs8", format: "der" });
  return sequence(oid("1.2.840.113549.1.12.10.1.1"), tagged(der), tlv(0x31, friendlyName));
}

/** A safe whose content is encrypted. */
export function encryptedSafe(algorithm: Buffer, content: Buffer = randomBytes(320)): Buffer {
  const encrypted = sequence(oid(DATA), algorithm, tlv(0x80, content));
  return sequence(oid("1.2.840.113549.1.7.6"), tagged(sequence(integer(0), encrypted)));
}

export function safe(...bags: Buffer[]): Buffer {
  return sequence(oid(DATA), tagged(octetString(sequence(...bags))));
}

/** A bundle of these safes; its MAC takes `macRounds`, and is right where that is 1. */
export function bundle(safes: readonly Buffer[], macRounds: number | null = 1, passphrase = "pw"): Buffer {
  const content = sequence(...safes);
  const salt = randomBytes(8);
  const fill = (bytes: Buffer) => Buffer.alloc(64, bytes);
  const password = Buffer.from(`${passphrase}\0`, "utf16le").swap16();
  // One round of RFC 7292, appendix B, for a MAC of SHA-256.
  const key = createHash("sha256").update(Buffer.alloc(64, 3)).update(fill(salt)).update(fill(password)).digest();
  const digest = sequence(
    sequence(oid("2.16.840.1.101.3.4.2.1"), nothing()),
    octetString(createHmac("sha256", key).update(content).digest()),
  );
  const mac = macRounds === null ? [] : [sequence(digest, octetString(salt), integer(macRounds))];
  return sequence(integer(3), sequence(oid(DATA), tagged(octetString(content))), ...mac);
}

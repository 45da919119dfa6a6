import { createDecipheriv, createHash, getCipherInfo, pbkdf2Sync, scryptSync } from "node:crypto";
import { CIPHERS, PBES2, PBKDF2 } from "../material/key-encryption";
import { type Asn1, octets, oid, sequence, smallInteger, TAG } from "../x509/der";

/** In JavaScript, this many rounds take about a second. */
const MAX_ROUNDS = 1_000_000;

/** A scheme of PKCS#12 itself: its keys come from the derivation below. */
interface Scheme {
  readonly keyLength: number;
  readonly ivLength: number;
  decrypt(key: Buffer, iv: Buffer, data: Buffer): Buffer;
}

const SCHEMES: Record<string, Scheme> = {
  "1.2.840.113549.1.12.1.3": { keyLength: 24, ivLength: 8, decrypt: byNode("des-ede3-cbc") },
  "1.2.840.113549.1.12.1.4": { keyLength: 16, ivLength: 8, decrypt: byNode("des-ede-cbc") },
  "1.2.840.113549.1.12.1.5": { keyLength: 16, ivLength: 8, decrypt: byForge(128) },
  "1.2.840.113549.1.12.1.6": { keyLength: 5, ivLength: 8, decrypt: byForge(40) },
};

const PSEUDO_RANDOM: Record<string, string> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
  "1.2.840.113549.2.12": "sha512-224",
  "1.2.840.113549.2.13": "sha512-256",
};

/** Decrypts a part of a PKCS#12 bundle, also what Node itself would not decrypt. Throws where that is impossible. */
export function decryptPart(algorithm: Asn1 | undefined, data: Buffer, passphrase: string | null): Buffer {
  const [type, parameters] = sequence(algorithm);
  const id = oid(type);
  if (id === PBES2) return decryptPbes2(sequence(parameters), data, passphrase ?? "");
  const scheme = SCHEMES[id];
  if (!scheme) throw new Error(`no cipher ${id}`);
  const [salt, rounds] = sequence(parameters);
  const derive = (purpose: number, length: number) =>
    pkcs12Key("sha1", purpose, passwordOf(passphrase), octets(salt), smallInteger(rounds), length);
  return scheme.decrypt(derive(1, scheme.keyLength), derive(2, scheme.ivLength), data);
}

function decryptPbes2([derivation, encryption]: Asn1[], data: Buffer, passphrase: string): Buffer {
  const [type, iv] = sequence(encryption);
  const cipher = CIPHERS[oid(type)] ?? "";
  const length = getCipherInfo(cipher)?.keyLength ?? 0;
  const key = deriveKey(sequence(derivation), passphrase, length);
  return byNode(cipher)(key, octets(iv), data);
}

function deriveKey([type, parameters]: Asn1[], passphrase: string, length: number): Buffer {
  const [salt, ...rest] = sequence(parameters);
  const numbers = rest.filter(({ tag }) => tag === TAG.integer).map(smallInteger);
  if (oid(type) === PBKDF2) {
    const algorithm = rest.find(({ tag }) => tag === TAG.sequence);
    const hash = algorithm ? PSEUDO_RANDOM[oid(sequence(algorithm)[0])] : "sha1";
    return pbkdf2Sync(passphrase, octets(salt), numbers[0]!, length, hash!);
  }
  const [N, r, p] = numbers;
  return scryptSync(passphrase, octets(salt), length, { N, r, p });
}

function byNode(cipher: string): Scheme["decrypt"] {
  return (key, iv, data) => {
    const decipher = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  };
}

/** RC2 is in the legacy part of OpenSSL 3, which Node does not load. */
function byForge(bits: number): Scheme["decrypt"] {
  return (key, iv, data) => {
    const forge = require("node-forge") as typeof import("node-forge");
    const decipher = forge.rc2.createDecryptionCipher(key.toString("latin1"), bits);
    decipher.start(iv.toString("latin1"));
    decipher.update(forge.util.createBuffer(data.toString("latin1")));
    if (!decipher.finish()) throw new Error("wrong padding");
    return Buffer.from(decipher.output.getBytes(), "latin1");
  };
}

/** A passphrase as PKCS#12 takes it: UTF-16, high byte first, with a terminator; null is no bytes at all. */
export function passwordOf(passphrase: string | null): Buffer {
  return passphrase === null ? Buffer.alloc(0) : Buffer.from(`${passphrase}\0`, "utf16le").swap16();
}

/** The key derivation of PKCS#12 (RFC 7292, appendix B); `purpose` is 1 for a key, 2 for an IV, 3 for a MAC. */
export function pkcs12Key(
  hash: string,
  purpose: number,
  password: Buffer,
  salt: Buffer,
  rounds: number,
  length: number,
): Buffer {
  if (rounds > MAX_ROUNDS) throw new Error(`${rounds} rounds`);
  const block = hash === "sha384" || hash === "sha512" ? 128 : 64;
  const input = Buffer.concat([fill(salt, block), fill(password, block)]);
  const parts: Buffer[] = [];
  for (let size = 0; size < length; ) {
    let part = createHash(hash).update(Buffer.alloc(block, purpose)).update(input).digest();
    for (let i = 1; i < rounds; i++) part = createHash(hash).update(part).digest();
    parts.push(part);
    size += part.length;
    const addend = fill(part, block).subarray(0, block);
    for (let start = 0; start < input.length; start += block) addWithOne(input.subarray(start, start + block), addend);
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** Repeats the bytes up to a multiple of the block size. */
function fill(bytes: Buffer, block: number): Buffer {
  const size = Math.ceil(bytes.length / block) * block;
  return bytes.length === 0 ? bytes : Buffer.alloc(size, bytes);
}

function addWithOne(target: Buffer, addend: Buffer): void {
  let carry = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    carry += target[i]! + addend[i]!;
    target[i] = carry & 0xff;
    carry >>= 8;
  }
}

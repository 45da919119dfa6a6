import { createDecipheriv, createHash, getCipherInfo, pbkdf2Sync, scryptSync } from "node:crypto";
import type { DerivationBudget } from "../material/derivation-budget";
import { cipherName, PBES2, PBKDF2 } from "../material/key-encryption";
import { type Asn1, octets, oid, sequence, smallInteger, TAG } from "../x509/der";
import { repeatedSha1 } from "./repeated-sha1";

/** A round in JavaScript, three times over for key and IV, takes as long as so many of PBKDF2 in OpenSSL. */
const IN_JAVASCRIPT = 4;

/** Schemes of PKCS#12 itself that OpenSSL 3 still has: their keys come from the derivation below. */
const SCHEMES: Record<string, { cipher: string; keyLength: number }> = {
  "1.2.840.113549.1.12.1.3": { cipher: "des-ede3-cbc", keyLength: 24 },
  "1.2.840.113549.1.12.1.4": { cipher: "des-ede-cbc", keyLength: 16 },
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

/**
 * Spends what it costs to derive the key of a part in JavaScript, beyond what it costs in OpenSSL.
 *
 * @throws TooManyRounds
 */
export function spendHere(algorithm: Asn1 | undefined, budget: DerivationBudget): void {
  const [type, parameters] = sequence(algorithm);
  if (oid(type) in SCHEMES) budget.spend(IN_JAVASCRIPT * smallInteger(sequence(parameters)[1]));
}

/**
 * Decrypts a part of a bundle, and reads it. An empty passphrase has two forms in PKCS#12, with and without its
 * terminator: the one is right whose content can be read.
 *
 * @throws Error where no form of the passphrase is right
 */
export function decryptPart<T>({ algorithm, data, passphrase }: EncryptedPart, read: (content: Buffer) => T): T {
  const [type, parameters] = sequence(algorithm);
  if (oid(type) === PBES2) return read(decryptPbes2(sequence(parameters), data, passphrase));
  const scheme = SCHEMES[oid(type)];
  if (!scheme) throw new Error(`no cipher ${oid(type)}`);
  const [salt, rounds] = sequence(parameters);
  const decrypt = (password: Buffer) => {
    const derive = (purpose: number, length: number) =>
      pkcs12Key({ purpose, password, salt: octets(salt), rounds: smallInteger(rounds), length });
    return read(decipher(scheme.cipher, derive(1, scheme.keyLength), derive(2, 8), data));
  };
  const terminated = Buffer.from(`${passphrase}\0`, "utf16le").swap16();
  if (passphrase !== "") return decrypt(terminated);
  try {
    return decrypt(terminated);
  } catch {
    return decrypt(Buffer.alloc(0));
  }
}

export interface EncryptedPart {
  readonly algorithm: Asn1 | undefined;
  readonly data: Buffer;
  readonly passphrase: string;
}

function decryptPbes2([derivation, encryption]: Asn1[], data: Buffer, passphrase: string): Buffer {
  const [type, parameters] = sequence(encryption);
  const cipher = cipherName(oid(type));
  const key = deriveKey(sequence(derivation), passphrase, getCipherInfo(cipher)?.keyLength ?? 0);
  return decipher(cipher, key, parameters?.tag === TAG.octetString ? octets(parameters) : null, data);
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

function decipher(cipher: string, key: Buffer, iv: Buffer | null, data: Buffer): Buffer {
  const deciphered = createDecipheriv(cipher, key, iv);
  return Buffer.concat([deciphered.update(data), deciphered.final()]);
}

/** SHA-1, the one hash of the schemes, works on blocks of so many bytes. */
const BLOCK = 64;

interface Derivation {
  /** 1 for a key, 2 for an IV. */
  readonly purpose: number;
  readonly password: Buffer;
  readonly salt: Buffer;
  readonly rounds: number;
  readonly length: number;
}

/** The key derivation of PKCS#12 (RFC 7292, appendix B), with SHA-1. */
function pkcs12Key({ purpose, password, salt, rounds, length }: Derivation): Buffer {
  const input = Buffer.concat([fill(salt), fill(password)]);
  const parts: Buffer[] = [];
  for (let size = 0; size < length; ) {
    const first = createHash("sha1").update(Buffer.alloc(BLOCK, purpose)).update(input).digest();
    const part = repeatedSha1(first, rounds - 1);
    parts.push(part);
    size += part.length;
    const addend = fill(part);
    for (let start = 0; start < input.length; start += BLOCK) addWithOne(input.subarray(start, start + BLOCK), addend);
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** Repeats the bytes up to a multiple of the block size. */
function fill(bytes: Buffer): Buffer {
  return bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK, bytes);
}

function addWithOne(target: Buffer, addend: Buffer): void {
  let carry = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    carry += target[i]! + addend[i]!;
    target[i] = carry & 0xff;
    carry >>= 8;
  }
}

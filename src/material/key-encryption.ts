import { createDecipheriv, getCipherInfo } from "node:crypto";
import { type Asn1, oid, readAsn1, sequence, smallInteger, TAG } from "../x509/der";
import { MAX_ROUNDS, MAX_SCRYPT_BYTES } from "./derivation-budget";
import type { PemBlock } from "./pem-blocks";

/** How a private key is encrypted. */
export interface KeyEncryption {
  /** In words: `PBES2 with aes-256-cbc`, `traditional DES-CBC`. */
  readonly name: string;
  /** What its key derivation asks for; see derivation-budget.ts. */
  readonly rounds: number;
  /** Why the Node that runs the check cannot decrypt it, if so: a clause after the name. */
  readonly unsupported?: string;
  /** That is why: openssl would take as long, or give up as well. */
  readonly isTooCostly?: boolean;
}

const NOT_IN_NODE = "which Node does not have";

/** Schemes of PKCS#5 version 1.5 and PKCS#12; OpenSSL 3 keeps only those with triple DES outside of its legacy part. */
const SCHEMES: Record<string, string> = {
  "1.2.840.113549.1.5.1": "pbeWithMD2AndDES-CBC",
  "1.2.840.113549.1.5.3": "pbeWithMD5AndDES-CBC",
  "1.2.840.113549.1.5.4": "pbeWithMD2AndRC2-CBC",
  "1.2.840.113549.1.5.6": "pbeWithMD5AndRC2-CBC",
  "1.2.840.113549.1.5.10": "pbeWithSHA1AndDES-CBC",
  "1.2.840.113549.1.5.11": "pbeWithSHA1AndRC2-CBC",
  "1.2.840.113549.1.12.1.1": "pbeWithSHA1And128BitRC4",
  "1.2.840.113549.1.12.1.2": "pbeWithSHA1And40BitRC4",
  "1.2.840.113549.1.12.1.3": "pbeWithSHA1And3-KeyTripleDES-CBC",
  "1.2.840.113549.1.12.1.4": "pbeWithSHA1And2-KeyTripleDES-CBC",
  "1.2.840.113549.1.12.1.5": "pbeWithSHA1And128BitRC2-CBC",
  "1.2.840.113549.1.12.1.6": "pbeWithSHA1And40BitRC2-CBC",
};

export const PBES2 = "1.2.840.113549.1.5.13";
export const PBKDF2 = "1.2.840.113549.1.5.12";
export const SCRYPT = "1.3.6.1.4.1.11591.4.11";

/** How the key in a PEM block is encrypted; undefined if it is not. Throws MalformedAsn1 for what is no key. */
export function keyEncryption(block: PemBlock): KeyEncryption | undefined {
  const dekInfo = block.headers.find((header) => header.startsWith("DEK-Info:"));
  if (dekInfo) return traditional(/^DEK-Info:\s*([^,\s]+)/.exec(dekInfo)?.[1] ?? "an unnamed cipher");
  if (block.label !== "ENCRYPTED PRIVATE KEY") return undefined;
  return encryptionScheme(sequence(readAsn1(block.der!))[0]);
}

function traditional(cipher: string): KeyEncryption {
  return { name: `traditional ${cipher}`, rounds: 1, unsupported: cipherFault(cipher) };
}

/** What an AlgorithmIdentifier of an encryption with a passphrase stands for. */
export function encryptionScheme(algorithm: Asn1 | undefined): KeyEncryption {
  const [type, parameters] = sequence(algorithm);
  const id = oid(type);
  if (id === PBES2) return pbes2(parameters);
  const name = SCHEMES[id];
  if (name === undefined) return { name: `the scheme ${id}`, rounds: 0, unsupported: NOT_IN_NODE };
  // OpenSSL derives the key before it finds that it has no such cipher.
  const rounds = smallInteger(sequence(parameters)[1]);
  if (!/TripleDES/.test(name)) return { name, rounds, unsupported: NOT_IN_NODE };
  return { name, rounds, ...tooCostly(roundsFault(rounds)) };
}

function pbes2(parameters: Asn1 | undefined): KeyEncryption {
  const [derivation, encryption] = sequence(parameters).map(sequence);
  const cipher = cipherName(oid(encryption?.[0]));
  const { rounds, fault } = derivationOf(oid(derivation?.[0]), sequence(derivation?.[1]));
  const unsupported = cipherFault(cipher);
  return { name: `PBES2 with ${cipher}`, rounds, ...(unsupported ? { unsupported } : tooCostly(fault)) };
}

/** OpenSSL knows its ciphers by their object identifiers, too. */
export function cipherName(id: string): string {
  return getCipherInfo(id)?.name ?? id;
}

function derivationOf(id: string, parameters: Asn1[]): { rounds: number; fault?: string } {
  if (id === PBKDF2) {
    const rounds = smallInteger(parameters[1]);
    return { rounds, fault: roundsFault(rounds) };
  }
  if (id !== SCRYPT) return { rounds: 0, fault: `whose key derivation (${id}) Node does not have` };
  const [n, r, p] = parameters.filter(({ tag }) => tag === TAG.integer).map(smallInteger);
  const rounds = n! * r! * p!;
  const needsMore = !(128 * r! * (n! + p!) <= MAX_SCRYPT_BYTES);
  const memory = "whose scrypt parameters need more than the 32 MB that OpenSSL allows";
  return { rounds, fault: needsMore ? memory : roundsFault(rounds) };
}

function tooCostly(unsupported: string | undefined): Pick<KeyEncryption, "unsupported" | "isTooCostly"> {
  return { unsupported, isTooCostly: unsupported !== undefined };
}

function roundsFault(rounds: number): string | undefined {
  return rounds <= MAX_ROUNDS
    ? undefined
    : `which asks for ${rounds} rounds, more than the ${MAX_ROUNDS} that are tried`;
}

/** Asks this Node itself: OpenSSL lists ciphers that it then refuses, where they are in its legacy part. */
export function cipherFault(name: string): string | undefined {
  try {
    const info = getCipherInfo(name.toLowerCase());
    if (!info) return NOT_IN_NODE;
    createDecipheriv(
      info.name ?? name,
      Buffer.alloc(info.keyLength),
      info.ivLength ? Buffer.alloc(info.ivLength) : null,
    );
    return undefined;
  } catch {
    return NOT_IN_NODE;
  }
}

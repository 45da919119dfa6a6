import { createDecipheriv, getCipherInfo } from "node:crypto";
import { type Asn1, oid, readAsn1, sequence, smallInteger, TAG } from "../x509/der";
import type { PemBlock } from "./pem-blocks";

/** How a private key is encrypted. */
export interface KeyEncryption {
  /** In words: `PBES2 with aes-256-cbc`, `traditional DES-CBC`. */
  readonly name: string;
  /** Why the Node that runs the check cannot decrypt it, if so: a clause after the name. */
  readonly unsupported?: string;
}

/** More rounds than this take a second or more for every connection; a damaged file may ask for billions. */
const MAX_ROUNDS = 2_000_000;
/** scrypt in OpenSSL gives up beyond 32 MB. */
const MAX_SCRYPT_BYTES = 32 * 1024 * 1024;

const NOT_IN_NODE = "which Node does not have";

export const CIPHERS: Record<string, string> = {
  "1.2.840.113549.3.7": "des-ede3-cbc",
  "1.2.840.113549.3.2": "rc2-cbc",
  "1.3.14.3.2.7": "des-cbc",
  "2.16.840.1.101.3.4.1.2": "aes-128-cbc",
  "2.16.840.1.101.3.4.1.22": "aes-192-cbc",
  "2.16.840.1.101.3.4.1.42": "aes-256-cbc",
  "1.2.392.200011.61.1.1.1.2": "camellia-128-cbc",
  "1.2.392.200011.61.1.1.1.3": "camellia-192-cbc",
  "1.2.392.200011.61.1.1.1.4": "camellia-256-cbc",
  "1.2.410.200046.1.1.2": "aria-128-cbc",
  "1.2.410.200046.1.1.7": "aria-192-cbc",
  "1.2.410.200046.1.1.12": "aria-256-cbc",
  "1.2.156.10197.1.104.2": "sm4-cbc",
  "1.2.410.200004.1.4": "seed-cbc",
  "1.3.6.1.4.1.3029.1.2": "bf-cbc",
  "1.2.840.113533.7.66.10": "cast5-cbc",
};

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
  return { name: `traditional ${cipher}`, unsupported: cipherFault(cipher) };
}

/** What an AlgorithmIdentifier of an encryption with a passphrase stands for. */
export function encryptionScheme(algorithm: Asn1 | undefined): KeyEncryption {
  const [type, parameters] = sequence(algorithm);
  const id = oid(type);
  if (id === PBES2) return pbes2(parameters);
  const name = SCHEMES[id] ?? `the scheme ${id}`;
  if (!/TripleDES/.test(name)) return { name, unsupported: NOT_IN_NODE };
  return { name, unsupported: roundsFault(smallInteger(sequence(parameters)[1])) };
}

function pbes2(parameters: Asn1 | undefined): KeyEncryption {
  const [derivation, encryption] = sequence(parameters).map(sequence);
  const id = oid(encryption?.[0]);
  const cipher = CIPHERS[id] ?? id;
  return {
    name: `PBES2 with ${cipher}`,
    unsupported: cipherFault(cipher) ?? derivationFault(oid(derivation?.[0]), sequence(derivation?.[1])),
  };
}

function derivationFault(id: string, parameters: Asn1[]): string | undefined {
  if (id === PBKDF2) return roundsFault(smallInteger(parameters[1]));
  if (id !== SCRYPT) return `whose key derivation (${id}) Node does not have`;
  const [n, r, p] = parameters.filter(({ tag }) => tag === TAG.integer).map(smallInteger);
  const bytes = 128 * r! * (n! + p!);
  return bytes <= MAX_SCRYPT_BYTES ? undefined : "whose scrypt parameters need more than the 32 MB that OpenSSL allows";
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

// Certificates of every shape, made in memory: right ones, weak ones and broken ones. No key of it is ever in git.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bitString, boolean, integer, nothing, octetString, oid, pem, sequence, set, tlv, utf8String } from "./der";

const KEY_MAKERS = {
  rsa: () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
  rsa3072: () => generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey,
  rsa2047: () => generateKeyPairSync("rsa", { modulusLength: 2047 }).privateKey,
  rsa1024: () => generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey,
  "rsa-pss": () => makePssKey("sha256", 32),
  "rsa-pss-sha1": () => makePssKey("sha1", 20),
  "rsa-pss-sha384": () => makePssKey("sha384", 48),
  "rsa-pss-sha512": () => makePssKey("sha512", 64),
  "rsa-pss-long-salt": () => makePssKey("sha256", 33),
  p256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  p384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey,
  p521: () => generateKeyPairSync("ec", { namedCurve: "P-521" }).privateKey,
  secp256k1: () => generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey,
  "p256-unnamed": () => generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }).privateKey,
  sm2: () => generateKeyPairSync("ec", { namedCurve: "SM2" }).privateKey,
  x25519: () => generateKeyPairSync("x25519").privateKey,
  p192: () => generateKeyPairSync("ec", { namedCurve: "prime192v1" }).privateKey,
  ed25519: () => generateKeyPairSync("ed25519").privateKey,
  ed448: () => generateKeyPairSync("ed448").privateKey,
  dsa: () => generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey,
};

/** The types of Node know this way of making keys for other algorithms only. */
function makePssKey(hash: string, saltLength: number): KeyObject {
  const pss = { modulusLength: 2048, hashAlgorithm: hash, mgf1HashAlgorithm: hash, saltLength };
  const make = generateKeyPairSync as (type: string, options: object) => { privateKey: KeyObject };
  return make("rsa-pss", pss).privateKey;
}

export type KeyName = keyof typeof KEY_MAKERS;

const keys = new Map<string, KeyObject>();

/** A key of the kind, made once; `which` tells several of a kind apart. */
export function keyOf(name: KeyName, which = 0): KeyObject {
  const id = `${name}#${which}`;
  const key = keys.get(id) ?? KEY_MAKERS[name]();
  keys.set(id, key);
  return key;
}

export type Hash = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

const RSA_SIGNATURES: Record<Hash, string> = {
  md5: "1.2.840.113549.1.1.4",
  sha1: "1.2.840.113549.1.1.5",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
  sha512: "1.2.840.113549.1.1.13",
};
const ECDSA_SIGNATURES: Record<string, string> = {
  sha1: "1.2.840.10045.4.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
};

export const EKU = { client: "1.3.6.1.5.5.7.3.2", server: "1.3.6.1.5.5.7.3.1", any: "2.5.29.37.0" } as const;

export const KU = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

export interface CertificateOptions {
  readonly key?: KeyObject;
  /** @default - self-signed */
  readonly issuer?: Made;
  /** @default "sha256" */
  readonly hash?: Hash;
  /** `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, or anything else for a broken one. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** @default - true for authorities, false for clients; null for no basic constraints */
  readonly ca?: boolean | null;
  readonly pathLength?: number;
  /** Bits of KU; null for none. */
  readonly keyUsage?: number | null;
  /** OIDs; null for none. */
  readonly extendedKeyUsage?: readonly string[] | null;
  readonly extensions?: readonly Buffer[];
  readonly version?: 1 | 3;
  /** The algorithm inside of the signed part, where it is to differ from the one outside. */
  readonly innerHash?: Hash;
  /** The name of the issuer, where it is to differ from the issuer's; or as DER. */
  readonly issuerName?: string | Buffer;
  /** The subject as DER, where it is to be another one than the name says. */
  readonly subject?: Buffer;
}

/** A certificate with its key, and what can be issued with it. */
export interface Made {
  readonly name: string;
  readonly key: KeyObject;
  readonly der: Buffer;
  readonly pem: string;
}

let serial = 4096;

/** A certificate for a client, or for whatever the options say. */
export function certificate(name: string, options: CertificateOptions = {}): Made {
  const key = options.key ?? keyOf("p256");
  const signer = options.issuer?.key ?? key;
  const { hash = "sha256" } = options;
  const body = sequence(
    ...(options.version === 1 ? [] : [tlv(0xa0, integer(2))]),
    integer(serial++),
    algorithm(signer, options.innerHash ?? hash),
    encoded(options.issuerName ?? options.issuer?.name ?? name),
    sequence(time(options.notBefore ?? "20200101000000Z"), time(options.notAfter ?? "20991231235959Z")),
    options.subject ?? nameOf(name),
    createPublicKey(key).export({ type: "spki", format: "der" }),
    ...(options.version === 1 ? [] : [tlv(0xa3, sequence(...extensionsOf(options)))]),
  );
  const der = sequence(body, algorithm(signer, hash), bitString(signatureOf(body, signer, hash)));
  return { name, key, der, pem: pem("CERTIFICATE", der) };
}

/** A certificate authority: a root, or below `options.issuer`. */
export function authority(name: string, options: CertificateOptions = {}): Made {
  return certificate(name, {
    ca: true,
    keyUsage: KU.keyCertSign | KU.cRLSign,
    extendedKeyUsage: null,
    ...options,
  });
}

/** The key as PEM; PKCS#8, or as the options of Node's `export` say. */
export function keyPem(key: KeyObject, options: object = {}): string {
  return key.export({ type: "pkcs8", format: "pem", ...options } as never).toString();
}

/** The same key under the passphrase: PKCS#8, PBES2. */
export function encryptedPem(key: KeyObject, passphrase: string | Buffer, cipher = "aes-256-cbc"): string {
  return keyPem(key, { cipher, passphrase });
}

export function keyFrom(text: string): KeyObject {
  return createPrivateKey(text);
}

export function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function extensionsOf(options: CertificateOptions): Buffer[] {
  const { ca = false, keyUsage = KU.digitalSignature, extendedKeyUsage = [EKU.client] } = options;
  const { pathLength } = options;
  return [
    ...(ca === null
      ? []
      : [
          extension(
            "2.5.29.19",
            sequence(...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
            true,
          ),
        ]),
    ...(keyUsage === null ? [] : [extension("2.5.29.15", bitString(Buffer.from([keyUsage])), true)]),
    ...(extendedKeyUsage === null ? [] : [extension("2.5.29.37", sequence(...extendedKeyUsage.map(oid)))]),
    ...(options.extensions ?? []),
  ];
}

function time(text: string): Buffer {
  return tlv(/^\d{12}Z$/.test(text) ? 0x17 : 0x18, Buffer.from(text));
}

function encoded(name: string | Buffer): Buffer {
  return typeof name === "string" ? nameOf(name) : name;
}

/** `CN=client, O=Acme`: a relative name for each part. */
export function nameOf(name: string): Buffer {
  const types: Record<string, string> = {
    CN: "2.5.4.3",
    O: "2.5.4.10",
    OU: "2.5.4.11",
    C: "2.5.4.6",
    EMAIL: "1.2.840.113549.1.9.1",
  };
  const parts = name.split(/(?<!\\), /).map((part) => {
    const [type = "", value = ""] = part.split(/=(.*)/s);
    return set(sequence(oid(types[type] ?? "2.5.4.3"), utf8String(value.replace(/\\,/g, ","))));
  });
  return sequence(...parts);
}

function algorithm(signer: KeyObject, hash: Hash): Buffer {
  switch (signer.asymmetricKeyType) {
    case "rsa":
      return sequence(oid(RSA_SIGNATURES[hash]), nothing());
    case "rsa-pss":
      return sequence(oid("1.2.840.113549.1.1.10"), pssParameters());
    case "ec":
      return sequence(oid(ECDSA_SIGNATURES[hash]!));
    case "ed25519":
      return sequence(oid("1.3.101.112"));
    case "ed448":
      return sequence(oid("1.3.101.113"));
    default:
      return sequence(oid("2.16.840.1.101.3.4.3.2"));
  }
}

function pssParameters(): Buffer {
  const sha256 = sequence(oid("2.16.840.1.101.3.4.2.1"), nothing());
  const mgf1 = sequence(oid("1.2.840.113549.1.1.8"), sha256);
  return sequence(tlv(0xa0, sha256), tlv(0xa1, mgf1), tlv(0xa2, integer(32)));
}

function signatureOf(body: Buffer, signer: KeyObject, hash: Hash): Buffer {
  const isEdwards = signer.asymmetricKeyType?.startsWith("ed") ?? false;
  return sign(
    isEdwards ? null : hash,
    body,
    signer.asymmetricKeyType === "rsa-pss" ? { key: signer, saltLength: 32 } : signer,
  );
}

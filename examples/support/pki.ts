// A throw-away public key infrastructure, made in memory: no key of it is ever in git.
import "reflect-metadata";
import { createPrivateKey, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

cryptoProvider.set(webcrypto as webcrypto.Crypto);

const KEY_ALGORITHMS = {
  rsa: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  ec: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  ed25519: { name: "Ed25519" },
} as const;

export type KeyType = keyof typeof KEY_ALGORITHMS;

const DAY_MS = 24 * 60 * 60 * 1000;

export interface IssueOptions {
  /** @default "ec" */
  readonly keyType?: KeyType;
  /** @default a day ago */
  readonly notBefore?: Date;
  /** @default in a year */
  readonly notAfter?: Date;
  /** What the certificate may be used for. @default ["client"] */
  readonly purposes?: readonly ("client" | "server")[];
  /** Subject alternative names: DNS names, or IP addresses. @default - no subject alternative name */
  readonly hosts?: readonly string[];
}

/** A certificate and its key, both as PEM; the key is PKCS#8, not encrypted. */
export interface Issued {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A certificate authority that issues certificates. */
export class Authority implements Issued {
  private constructor(
    readonly name: string,
    readonly keys: webcrypto.CryptoKeyPair,
    readonly certificate: string,
    readonly privateKey: string,
    private readonly issuer?: Authority,
  ) {}

  /** A self-signed root. */
  static create(commonName: string, options: IssueOptions = {}): Promise<Authority> {
    return Authority.make(commonName, options);
  }

  /** An intermediate authority below this one. */
  intermediate(commonName: string, options: IssueOptions = {}): Promise<Authority> {
    return Authority.make(commonName, options, this);
  }

  /** A leaf certificate; `certificate` holds the leaf, then the intermediates, without the root. */
  async issue(commonName: string, options: IssueOptions = {}): Promise<Issued> {
    const keys = await generateKeys(options.keyType);
    const leaf = await sign(distinguishedName(commonName), keys.publicKey, options, this.name, this.keys.privateKey, [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(
        (options.purposes ?? ["client"]).map((purpose) => ExtendedKeyUsage[`${purpose}Auth`]),
      ),
      ...subjectAlternativeNames(options.hosts),
    ]);
    return { certificate: leaf + this.intermediates(), privateKey: await exportKey(keys) };
  }

  private intermediates(): string {
    return this.issuer ? this.certificate + this.issuer.intermediates() : "";
  }

  private static async make(commonName: string, options: IssueOptions, issuer?: Authority): Promise<Authority> {
    const keys = await generateKeys(options.keyType);
    const name = distinguishedName(commonName);
    const signer = issuer ?? { name, keys };
    const certificate = await sign(name, keys.publicKey, options, signer.name, signer.keys.privateKey, [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ]);
    return new Authority(name, keys, certificate, await exportKey(keys), issuer);
  }
}

/** The same key, encrypted: PKCS#8 with PBES2 and AES-256-CBC. */
export function encryptKey(privateKey: string, passphrase: string): string {
  return createPrivateKey(privateKey)
    .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase })
    .toString();
}

/** The moment that many days from now, in the past where negative. */
export function days(count: number): Date {
  return new Date(Date.now() + count * DAY_MS);
}

async function sign(
  subject: string,
  publicKey: webcrypto.CryptoKey,
  options: IssueOptions,
  issuer: string,
  signingKey: webcrypto.CryptoKey,
  extensions: Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer,
    publicKey,
    signingKey,
    notBefore: options.notBefore ?? days(-1),
    notAfter: options.notAfter ?? days(365),
    signingAlgorithm: { ...signingKey.algorithm, hash: "SHA-256" } as webcrypto.EcdsaParams,
    extensions,
  });
  return `${certificate.toString("pem")}\n`;
}

async function generateKeys(keyType: KeyType = "ec"): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(KEY_ALGORITHMS[keyType], true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
}

async function exportKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY")}\n`;
}

function distinguishedName(commonName: string): string {
  return `CN=${commonName}, O=Throw-away`;
}

function subjectAlternativeNames(hosts: readonly string[] = []): SubjectAlternativeNameExtension[] {
  if (hosts.length === 0) return [];
  const names: JsonGeneralNames = hosts.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value }));
  return [new SubjectAlternativeNameExtension(names)];
}

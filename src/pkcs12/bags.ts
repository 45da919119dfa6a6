import { createPrivateKey, type KeyObject } from "node:crypto";
import type { DerivationBudget } from "../material/derivation-budget";
import { encryptionScheme, type KeyEncryption } from "../material/key-encryption";
import { type Asn1, childrenOf, expectTag, MalformedAsn1, octets, oid, readAsn1, sequence, TAG } from "../x509/der";
import { octetString, sequence as sequenceOf } from "../x509/write-der";
import { attributesOf } from "./attributes";
import { decryptPart, type EncryptedPart, spendHere } from "./cipher";

export interface KeyBag {
  /** The name of its entry (friendlyName; the alias of a Java keystore). */
  readonly name?: string;
  /** Decrypts it. Throws where the passphrase is wrong, or the key damaged. */
  readonly open: (passphrase: string) => KeyObject;
}

export interface CertificateBag {
  readonly name?: string;
  readonly der: Buffer;
  /** An entry of Java's that says whom to trust, not who one is. */
  readonly isTrusted?: boolean;
}

interface SealedSafe {
  readonly algorithm: Asn1 | undefined;
  readonly data: Buffer;
}

const CONTENT = { data: "1.2.840.113549.1.7.1", encrypted: "1.2.840.113549.1.7.6" } as const;
const BAG = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
  safe: "1.2.840.113549.1.12.10.1.6",
} as const;
const X509 = "1.2.840.113549.1.9.22.1";
const MAX_DEPTH = 8;
/** The longest passphrase that OpenSSL takes for a key alone (PEM_BUFSIZE), in bytes; a bundle's may be longer. */
const MAX_KEY_PASSPHRASE = 1024;

/**
 * What is in the safes of a bundle. Those that are encrypted are sealed until `unseal`. Nothing is passed over that
 * OpenSSL may read: what cannot be read here could ask there for any number of rounds.
 */
export class Bags {
  readonly keys: KeyBag[] = [];
  readonly certificates: CertificateBag[] = [];
  /** Ciphers that the Node of the check does not have. */
  readonly unsupported: KeyEncryption[] = [];
  /** Safes that the passphrase did not open. */
  locked = 0;
  readonly #sealed: SealedSafe[] = [];

  /** @throws MalformedAsn1, TooManyRounds */
  constructor(
    content: Buffer,
    private readonly budget: DerivationBudget,
  ) {
    for (const safe of sequence(readAsn1(content))) this.#openSafe(safe);
  }

  /**
   * Decrypts the sealed safes.
   *
   * @throws MalformedAsn1, TooManyRounds
   */
  unseal(passphrase: string): void {
    for (const { algorithm, data } of this.#sealed.splice(0)) {
      spendHere(algorithm, this.budget);
      const content = decrypted({ algorithm, data, passphrase });
      if (content) this.#openBags(readAsn1(content));
      else this.locked++;
    }
  }

  #openSafe(safe: Asn1): void {
    const [type, wrapped] = sequence(safe);
    const inner = childrenOf(expectTag(wrapped, 0xa0))[0];
    const kind = oid(type);
    if (kind === CONTENT.data) this.#openBags(readAsn1(octets(inner)));
    else if (kind === CONTENT.encrypted) {
      const [, algorithm, data] = sequence(sequence(inner)[1]);
      this.#encryption(algorithm);
      this.#sealed.push({ algorithm, data: octets(data, 0x80) });
    }
  }

  /** Spends what it costs. */
  #encryption(algorithm: Asn1 | undefined): void {
    const encryption = encryptionScheme(algorithm);
    this.budget.spend(encryption.rounds);
    if (encryption.unsupported) this.unsupported.push(encryption);
  }

  #openBags(bags: Asn1, depth = 0): void {
    if (depth > MAX_DEPTH) throw new MalformedAsn1("safes nested too deeply");
    for (const bag of sequence(bags)) this.#openBag(bag, depth);
  }

  #openBag(bag: Asn1, depth: number): void {
    const [type, wrapped, attributes] = sequence(bag);
    const value = childrenOf(expectTag(wrapped, 0xa0))[0]!;
    const { name, isTrusted } = attributesOf(attributes);
    const kind = oid(type);
    if (kind === BAG.safe) this.#openBags(value, depth + 1);
    else if (kind === BAG.key) this.keys.push({ name, open: () => privateKeyOf(value.whole) });
    else if (kind === BAG.shroudedKey) {
      const [algorithm, data] = sequence(value);
      this.#encryption(algorithm);
      this.keys.push({ name, open: (passphrase) => this.#openKey(algorithm!, octets(data), passphrase) });
    } else if (kind === BAG.certificate) {
      const [format, certificate] = sequence(value);
      const der = () => octets(childrenOf(expectTag(certificate, 0xa0))[0]);
      if (oid(format) === X509) this.certificates.push({ name, der: der(), isTrusted });
    }
  }

  /** By OpenSSL, which takes it as it takes an encrypted key in PKCS#8. */
  #openKey(algorithm: Asn1, data: Buffer, passphrase: string): KeyObject {
    try {
      return privateKeyOf(sequenceOf(algorithm.whole, octetString(data)), passphrase);
    } catch (error) {
      if (passphrase !== "" && Buffer.byteLength(passphrase) <= MAX_KEY_PASSPHRASE) throw error;
      spendHere(algorithm, this.budget);
      return decryptPart({ algorithm, data, passphrase }, (der) => privateKeyOf(der));
    }
  }
}

/** Undefined where the passphrase does not open it. */
function decrypted(part: EncryptedPart): Buffer | undefined {
  try {
    return decryptPart(part, (content) => {
      if (content[0] !== TAG.sequence) throw new Error("noise");
      return content;
    });
  } catch {
    return undefined;
  }
}

function privateKeyOf(der: Buffer, passphrase?: string): KeyObject {
  return createPrivateKey({ key: der, format: "der", type: "pkcs8", passphrase });
}

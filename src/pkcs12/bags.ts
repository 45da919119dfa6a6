import { createPrivateKey, type KeyObject } from "node:crypto";
import { encryptionScheme, type KeyEncryption } from "../material/key-encryption";
import { type Asn1, childrenOf, expectTag, octets, oid, readAsn1, sequence } from "../x509/der";
import { decryptPart } from "./cipher";

/** What is in a PKCS#12 bundle. */
export interface Pkcs12Contents {
  /** DER, in the order of the bundle. */
  readonly certificates: readonly Buffer[];
  /** A key that cannot be read counts too: undefined. */
  readonly keys: readonly (KeyObject | undefined)[];
  /** Ciphers that the Node of the check does not have. */
  readonly unsupported: readonly KeyEncryption[];
  /** Parts that could not be decrypted or read. */
  readonly unreadable: number;
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

/** Opens every safe and bag. Null is the passphrase that has no bytes. Throws MalformedAsn1 for what has no safes. */
export function readContents(content: Buffer, passphrase: string | null): Pkcs12Contents {
  const contents = new Contents(passphrase);
  for (const safe of sequence(readAsn1(content))) contents.attempt(() => contents.openSafe(safe));
  return contents;
}

class Contents implements Pkcs12Contents {
  readonly certificates: Buffer[] = [];
  readonly keys: (KeyObject | undefined)[] = [];
  readonly unsupported: KeyEncryption[] = [];
  unreadable = 0;

  constructor(private readonly passphrase: string | null) {}

  /** A part that is damaged leaves the others readable. */
  attempt(read: () => void): void {
    try {
      read();
    } catch {
      this.unreadable++;
    }
  }

  openSafe(safe: Asn1): void {
    const [type, wrapped] = sequence(safe);
    const inner = childrenOf(expectTag(wrapped, 0xa0))[0];
    const kind = oid(type);
    if (kind === CONTENT.data) this.openBags(readAsn1(octets(inner)));
    else if (kind === CONTENT.encrypted) {
      const [, algorithm, data] = sequence(sequence(inner)[1]);
      this.openBags(readAsn1(this.decrypt(algorithm, octets(data, 0x80))));
    } else this.unreadable++;
  }

  private openBags(bags: Asn1, depth = 0): void {
    for (const bag of depth < MAX_DEPTH ? sequence(bags) : []) this.attempt(() => this.openBag(bag, depth));
  }

  private openBag(bag: Asn1, depth: number): void {
    const [type, wrapped] = sequence(bag);
    const value = childrenOf(expectTag(wrapped, 0xa0))[0]!;
    const kind = oid(type);
    if (kind === BAG.key) this.addKey(() => value.whole);
    else if (kind === BAG.safe) this.openBags(value, depth + 1);
    else if (kind === BAG.shroudedKey) {
      const [algorithm, data] = sequence(value);
      this.addKey(() => this.decrypt(algorithm, octets(data)));
    } else if (kind === BAG.certificate) {
      const [format, certificate] = sequence(value);
      if (oid(format) === X509) this.certificates.push(octets(childrenOf(expectTag(certificate, 0xa0))[0]));
    }
  }

  private addKey(der: () => Buffer): void {
    const place = this.keys.push(undefined) - 1;
    this.keys[place] = createPrivateKey({ key: der(), format: "der", type: "pkcs8" });
  }

  private decrypt(algorithm: Asn1 | undefined, data: Buffer): Buffer {
    const encryption = encryptionScheme(algorithm);
    if (encryption.unsupported) this.unsupported.push(encryption);
    return decryptPart(algorithm, data, this.passphrase);
  }
}

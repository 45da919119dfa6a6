import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { certificatePem } from "../x509/pem";
import { commonName, extension, type ToBeSigned, writeCertificate, writeToBeSigned } from "../x509/write-certificate";
import { bitString, boolean, objectIdentifier, octetString, sequence, tlv } from "../x509/write-der";

/** For how long the authority is good, in milliseconds: a run, not a machine. */
export const AUTHORITY_LIFETIME_MS = 24 * 60 * 60 * 1000;

const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

/** A throw-away authority: made for one run, its key in memory only, it vouches for the hosts that the proxy stands in for. */
export class Authority {
  /** What a client has to trust, DER. */
  readonly certificate: Buffer;
  readonly #keys = newKeys();
  readonly #hostKeys = newKeys();
  readonly #name = commonName(`client-certificates proxy ${randomBytes(4).toString("hex")}`);
  readonly #notBefore = new Date(Date.now() - 60_000);
  readonly #notAfter = new Date(Date.now() + AUTHORITY_LIFETIME_MS);

  constructor() {
    this.certificate = this.#issue(this.#name, this.#keys.publicKey, [
      extension("2.5.29.19", sequence(boolean(true)), true),
      // keyCertSign
      extension("2.5.29.15", bitString(Buffer.from([0x04]), 2), true),
      extension("2.5.29.14", octetString(keyIdentifier(this.#keys.publicKey))),
    ]);
  }

  get pem(): string {
    return certificatePem(this.certificate);
  }

  get notAfter(): Date {
    return this.#notAfter;
  }

  /** Certificate and key, PEM, that stand in for a host: a normalised name or address. */
  issueFor(host: string): { readonly cert: string; readonly key: string } {
    const certificate = this.#issue(commonName(host.slice(0, 64)), this.#hostKeys.publicKey, [
      extension("2.5.29.17", sequence(generalName(host))),
      // digitalSignature
      extension("2.5.29.15", bitString(Buffer.from([0x80]), 7), true),
      // serverAuth
      extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.1"))),
      extension("2.5.29.35", sequence(tlv(0x80, keyIdentifier(this.#keys.publicKey)))),
    ]);
    return {
      cert: certificatePem(certificate),
      key: this.#hostKeys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }

  #issue(subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]): Buffer {
    const toBeSigned = writeToBeSigned({
      serialNumber: Buffer.concat([Buffer.from([1]), randomBytes(15)]),
      signatureAlgorithm: ECDSA_WITH_SHA256,
      issuer: this.#name,
      notBefore: this.#notBefore,
      notAfter: this.#notAfter,
      subject,
      publicKey: publicKeyInfo(publicKey),
      extensions,
    } satisfies ToBeSigned);
    return writeCertificate(toBeSigned, ECDSA_WITH_SHA256, sign("sha256", toBeSigned, this.#keys.privateKey));
  }
}

function newKeys() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha256").update(publicKeyInfo(key)).digest().subarray(0, 20);
}

/** dNSName or iPAddress (RFC 5280, section 4.2.1.6). */
function generalName(host: string): Buffer {
  const version = isIP(host);
  if (version === 0) return tlv(0x82, Buffer.from(host));
  return tlv(0x87, version === 4 ? Buffer.from(host.split(".").map(Number)) : ipv6Bytes(host));
}

function ipv6Bytes(host: string): Buffer {
  const [head = "", tail] = host.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const all = [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

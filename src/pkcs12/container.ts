import { createHash, createHmac } from "node:crypto";
import { childrenOf, MalformedAsn1, octets, oid, readAsn1, sequence, smallInteger } from "../x509/der";
import { passwordOf, pkcs12Key } from "./cipher";

const DATA = "1.2.840.113549.1.7.1";

/** The outside of a PKCS#12 bundle (RFC 7292): what can be read without its passphrase. */
export interface Pkcs12Container {
  /** The safes: a SEQUENCE OF ContentInfo. */
  readonly content: Buffer;
  readonly mac?: Pkcs12Mac;
}

export interface Pkcs12Mac {
  /** The hash's name in Node; undefined where Node or PKCS#12 before 2024 does not have it. */
  readonly hash?: string;
  readonly oid: string;
  readonly value: Buffer;
  readonly salt: Buffer;
  readonly rounds: number;
}

const HASHES: Record<string, string> = {
  "1.2.840.113549.2.5": "md5",
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/** Reads the outside. Throws MalformedAsn1 for what is no PKCS#12 bundle. */
export function readContainer(bytes: Buffer): Pkcs12Container {
  const [version, authSafe, macData] = sequence(readAsn1(bytes));
  if (smallInteger(version) !== 3) throw new MalformedAsn1("it is not of version 3");
  const [type, wrapped] = sequence(authSafe);
  if (oid(type) !== DATA || !wrapped)
    throw new MalformedAsn1("it is signed with a certificate instead of a passphrase");
  return { content: octets(childrenOf(wrapped)[0]), mac: macData && readMac(sequence(macData)) };
}

function readMac([digestInfo, salt, rounds]: ReturnType<typeof sequence>): Pkcs12Mac {
  const [algorithm, value] = sequence(digestInfo);
  const id = oid(sequence(algorithm)[0]);
  return {
    hash: HASHES[id],
    oid: id,
    value: octets(value),
    salt: octets(salt),
    rounds: rounds ? smallInteger(rounds) : 1,
  };
}

/**
 * Which form of the passphrase opens the bundle, if one does. An empty passphrase has two forms, with and without its
 * terminator, and Node tries both, as it does without a passphrase.
 */
export function openWith({ content, mac }: Pkcs12Container, passphrase: string | undefined): string | null | undefined {
  const forms = passphrase ? [passphrase] : [null, ""];
  if (!mac) return passphrase ? undefined : null;
  return forms.find((form) => macOf(content, mac, form).equals(mac.value));
}

function macOf(content: Buffer, { hash, salt, rounds, value }: Pkcs12Mac, passphrase: string | null): Buffer {
  const length = createHash(hash!).digest().length;
  const key = pkcs12Key(hash!, 3, passwordOf(passphrase), salt, rounds, length);
  return createHmac(hash!, key)
    .update(content)
    .digest()
    .subarray(0, value.length || length);
}

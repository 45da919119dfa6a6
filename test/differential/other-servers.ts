// Certificates that OpenSSL's servers accept, and others may not: each is a row of the table in docs/findings.md.
import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { commonName, extension, writeCertificate, writeToBeSigned } from "../../src/x509/write-certificate";
import { authority, type CertificateOptions, certificate, EKU, KU, keyOf, type Made } from "../support/certificates";
import { bitString, boolean, oid, pem, sequence, set, tlv } from "../support/der";

export interface Row {
  readonly name: string;
  readonly leaf: Pick<Made, "pem" | "key">;
  /** The intermediate authorities, as they are presented. */
  readonly above?: readonly Pick<Made, "pem">[];
}

export const root = authority("CN=Root of other servers", { key: keyOf("p256", 20) });

const SHA256 = { algorithm: sequence(oid("1.2.840.10045.4.3.2")), hash: "sha256" };
const SHA224 = { algorithm: sequence(oid("1.2.840.10045.4.3.1")), hash: "sha224" };
const CRITICAL_NAME = extension("2.5.29.17", sequence(tlv(0x82, Buffer.from("check.acme.com"))), true);

interface Issue {
  readonly subject?: Buffer;
  readonly issuer?: Buffer;
  readonly issuerKey?: KeyObject;
  readonly key?: KeyObject;
  readonly publicKey?: Buffer;
  readonly by?: typeof SHA256;
  readonly extensions?: readonly Buffer[];
  readonly ca?: boolean;
}

function issue(options: Issue = {}): Pick<Made, "pem" | "key"> {
  const { key = keyOf("p256", 21), issuerKey = root.key, by = SHA256, ca = false } = options;
  const usage = ca ? KU.keyCertSign : KU.digitalSignature;
  const body = writeToBeSigned({
    serialNumber: Buffer.from([0x10, 1]),
    signatureAlgorithm: by.algorithm,
    issuer: options.issuer ?? commonName("Root of other servers"),
    notBefore: new Date("2020-01-01"),
    notAfter: new Date("2049-01-01"),
    subject: options.subject ?? commonName("check"),
    publicKey: options.publicKey ?? createPublicKey(key).export({ type: "spki", format: "der" }),
    extensions: [
      extension("2.5.29.19", sequence(...(ca ? [boolean(true)] : [])), true),
      extension("2.5.29.15", bitString(Buffer.from([usage])), true),
      ...(ca ? [] : [extension("2.5.29.37", sequence(oid(EKU.client)))]),
      ...(options.extensions ?? []),
    ],
  });
  const der = writeCertificate(body, by.algorithm, sign(by.hash, body, issuerKey));
  return { pem: pem("CERTIFICATE", der), key };
}

const client = (options: CertificateOptions = {}) => certificate("O=Acme, CN=check", { issuer: root, ...options });

const named = (tag: number, value: Buffer) => sequence(set(sequence(oid("2.5.4.3"), tlv(tag, value))));
const utf16 = (text: string) => Buffer.from(text, "utf16le").swap16();

function compressed(key: KeyObject): Buffer {
  const { x, y } = createPublicKey(key).export({ format: "jwk" });
  const [first, last] = [x!, y!].map((part) => Buffer.from(part, "base64url"));
  const point = Buffer.concat([Buffer.from([2 + (last!.at(-1)! & 1)]), first!]);
  return sequence(sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")), bitString(point));
}

function below(count: number): Omit<Row, "name"> {
  const above: Made[] = [];
  for (let i = count; i > 0; i--) {
    above.unshift(authority(`CN=Level ${i}`, { issuer: above[0] ?? root, key: keyOf("p256", 20 + i) }));
  }
  return { leaf: client({ issuer: above[0] }), above };
}

const MIDDLE = keyOf("p256", 22);

/** A certificate whose issuer has one name, and is named otherwise. */
function beneath(name: string, subject: Buffer, issuer: Buffer): Row {
  const middle = issue({ ca: true, key: MIDDLE, subject });
  return { name, leaf: issue({ issuer, issuerKey: MIDDLE }), above: [middle] };
}

export const ROWS: readonly Row[] = [
  { name: "its key as a compressed point", leaf: issue({ publicKey: compressed(keyOf("p256", 21)) }) },
  { name: "keyAgreement as its only key usage", leaf: client({ keyUsage: KU.keyAgreement }) },
  { name: "a signature with SHA-224", leaf: issue({ by: SHA224 }) },
  { name: "no subject", leaf: issue({ subject: sequence() }) },
  {
    name: "no subject, and an alternative name that is critical",
    leaf: issue({ subject: sequence(), extensions: [CRITICAL_NAME] }),
  },
  { ...below(9), name: "nine authorities above it" },
  { ...below(10), name: "ten authorities above it" },
  beneath(
    "its issuer's name in BMPString, where the issuer has UTF8String",
    commonName("Middle"),
    named(0x1e, utf16("Middle")),
  ),
  beneath(
    "its issuer's name in PrintableString, where the issuer has UTF8String",
    commonName("Middle"),
    named(0x13, Buffer.from("Middle")),
  ),
  beneath("its issuer's name in another case", commonName("Middle"), commonName("MIDDLE")),
  beneath("its issuer's name with another blank", commonName("Middle CA"), commonName("Middle  CA")),
  beneath(
    "its issuer's name in BMPString, as the issuer has it",
    named(0x1e, utf16("Middle")),
    named(0x1e, utf16("Middle")),
  ),
  { name: "a subject in BMPString", leaf: issue({ subject: named(0x1e, utf16("check")) }) },
  { name: "a key of Ed25519", leaf: client({ key: keyOf("ed25519") }) },
  { name: "a key of Ed448", leaf: client({ key: keyOf("ed448") }) },
  { name: "a key of RSA-PSS", leaf: client({ key: keyOf("rsa-pss") }) },
  { name: "a key on P-521", leaf: client({ key: keyOf("p521") }) },
];

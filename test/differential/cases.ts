// The cases: what a user may hand in, right and wrong, in every kind of key, encryption and chain.
import {
  authority,
  type CertificateOptions,
  certificate,
  EKU,
  encryptedPem,
  extension,
  type KeyName,
  KU,
  keyOf,
  keyPem,
  type Made,
} from "../support/certificates";
import { bitString, boolean, integer, nothing, octetString, oid, sequence, tlv } from "../support/der";
import { file } from "../support/inspect";
import { openssl, pkcs12 } from "../support/openssl";
import type { AskingServer } from "../support/servers";
import { mutantsRoot } from "./mutated-extensions";

export interface Case {
  readonly name: string;
  readonly certificate?: string | Buffer;
  readonly key?: string | Buffer;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
  /** The one server that is asked, where versions of TLS differ and we refuse what not every version has. */
  readonly only?: AskingServer["name"];
}

/** The case as files of a user. */
export function filesOf({ certificate, key, pfx }: Case) {
  if (pfx) return { pkcs12Path: file(pfx, "client.p12") };
  return { certificatePath: file(certificate!, "client.crt"), privateKeyPath: file(key!, "client.key") };
}

const GOOD_KEYS = ["rsa", "rsa3072", "rsa-pss", "p256", "p384", "p521", "ed25519", "ed448"] as const;
const FAULT_KEYS = ["rsa", "p256", "ed25519"] as const;
const PASSPHRASE = "päss wörd";

export const root = authority("CN=Root", { key: keyOf("rsa", 1) });
const edRoot = authority("CN=Ed root", { key: keyOf("ed25519", 1) });
export const otherRoot = authority("CN=Other root", { key: keyOf("p384", 1) });
export const upper = authority("CN=Upper", { issuer: root, key: keyOf("p256", 1) });
export const lower = authority("CN=Lower", { issuer: upper, key: keyOf("rsa", 2) });
/** The servers have it, too. */
export const known = authority("CN=Known", { issuer: root, key: keyOf("p256", 6) });
const selfSigned = certificate("CN=Self-signed", { key: keyOf("p256", 5) });

/** What the servers trust: the roots, and nothing between them and the clients. */
export const trusted: readonly Made[] = [root, edRoot, otherRoot, selfSigned, mutantsRoot, known];

interface Shape {
  readonly name: string;
  readonly issuer: Made;
  readonly above: readonly Made[];
}

const crossSigned = authority("CN=Upper", { issuer: otherRoot, key: upper.key });
const SHAPES: readonly Shape[] = [
  { name: "below a root", issuer: root, above: [] },
  { name: "below a root, which is presented", issuer: edRoot, above: [edRoot] },
  { name: "below two intermediates", issuer: lower, above: [lower, upper] },
  { name: "below two intermediates and the root", issuer: lower, above: [lower, upper, root] },
  { name: "below a cross-signed intermediate", issuer: lower, above: [lower, crossSigned, upper] },
];

export const chainPem = (...chain: readonly Made[]) => chain.map(({ pem }) => pem).join("");

/** The right files: every type of key, in every form that Node loads, below every shape of chain. */
export function rightCases(): Case[] {
  return GOOD_KEYS.flatMap((keyName) =>
    SHAPES.flatMap(({ name, issuer, above }, shape) => {
      const leaf = certificate("CN=client", { issuer, key: keyOf(keyName) });
      const certificatePem = chainPem(leaf, ...above);
      const forms = keyForms(keyName).filter((_, i) => shape === 0 || i % SHAPES.length === shape);
      return [
        { name: `${keyName} ${name}, plain`, certificate: certificatePem, key: keyPem(leaf.key) },
        ...forms.map(({ form, key }) => ({
          name: `${keyName} ${name}, ${form}`,
          certificate: certificatePem,
          key,
          passphrase: PASSPHRASE,
        })),
        {
          name: `${keyName} ${name}, PKCS#12`,
          pfx: pkcs12(leaf, { above, passphrase: PASSPHRASE }),
          passphrase: PASSPHRASE,
        },
      ];
    }),
  );
}

/** The forms of an encrypted key. */
function keyForms(keyName: KeyName): { form: string; key: string | Buffer }[] {
  const key = keyOf(keyName);
  const traditional = { rsa: "pkcs1", ec: "sec1" }[key.asymmetricKeyType as string];
  const plain = file(keyPem(key));
  const reencrypt = (...args: string[]) =>
    openssl("pkcs8", "-topk8", "-in", plain, "-passout", `pass:${PASSPHRASE}`, ...args);
  return [
    ...["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des-ede3-cbc"].map((cipher) => ({
      form: `PKCS#8 with ${cipher}`,
      key: encryptedPem(key, PASSPHRASE, cipher),
    })),
    { form: "PKCS#8 with scrypt", key: reencrypt("-scrypt") },
    { form: "PKCS#8 with HMAC-SHA512", key: reencrypt("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512") },
    { form: "PKCS#8 with Camellia", key: reencrypt("-v2", "camellia-256-cbc") },
    { form: "PKCS#8 with triple DES of PKCS#12", key: reencrypt("-v1", "PBE-SHA1-3DES") },
    ...(traditional
      ? ["aes-256-cbc", "des-ede3-cbc"].map((cipher) => ({
          form: `traditional ${cipher}`,
          key: keyPem(key, { type: traditional, cipher, passphrase: PASSPHRASE }),
        }))
      : []),
  ];
}

/** Faults of the client's certificate, and oddities that are none. */
const LEAVES: Record<string, CertificateOptions> = {
  expired: { notAfter: "20240101000000Z" },
  "not yet valid": { notBefore: "20900101000000Z" },
  "an end that is no date": { notAfter: "20991301000000Z" },
  "a beginning with a fraction of a second": { notBefore: "20200101000000.5Z" },
  "a time zone": { notAfter: "20990101000000+0100" },
  "for servers only": { extendedKeyUsage: [EKU.server] },
  "for any purpose": { extendedKeyUsage: [EKU.any] },
  "for clients and servers": { extendedKeyUsage: [EKU.server, EKU.client] },
  "without an extended key usage": { extendedKeyUsage: null },
  "for key encipherment only": { keyUsage: KU.keyEncipherment },
  "for no use": { keyUsage: 0 },
  "for key agreement": { keyUsage: KU.keyAgreement },
  "without a key usage": { keyUsage: null },
  "for signing certificates only": { keyUsage: KU.keyCertSign },
  "an authority": { ca: true, keyUsage: KU.digitalSignature | KU.keyCertSign },
  "without basic constraints": { ca: null },
  "of version 1": { version: 1 },
  "with an unknown critical extension": { extensions: [extension("1.2.3.4.5", nothing(), true)] },
  "with an unknown extension": { extensions: [extension("1.2.3.4.5", nothing())] },
  "with an extension twice": { extensions: [extension("2.5.29.15", bitString(Buffer.from([0x80]), 7))] },
  "with a damaged key usage": { keyUsage: null, extensions: [extension("2.5.29.15", nothing())] },
  "with a damaged extended key usage": { extendedKeyUsage: null, extensions: [extension("2.5.29.37", nothing())] },
  "with damaged alternative names": { extensions: [extension("2.5.29.17", nothing())] },
  "for SSL servers, says Netscape": {
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x40]), 6))],
  },
  "for SSL clients, says Netscape": {
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x80]), 7))],
  },
  "of a proxy": { extensions: [extension("1.3.6.1.5.5.7.1.14", sequence(sequence(oid("1.3.6.1.5.5.7.21.1"))))] },
  "with numbers of autonomous systems": {
    extensions: [extension("1.3.6.1.5.5.7.1.8", sequence(tlv(0xa0, sequence(integer(5)))))],
  },
  "with address blocks": {
    extensions: [
      extension(
        "1.3.6.1.5.5.7.1.7",
        sequence(sequence(octetString(Buffer.from([0, 1])), sequence(bitString(Buffer.from([10]))))),
        true,
      ),
    ],
  },
  "with damaged distribution points": { extensions: [extension("2.5.29.31", sequence(nothing()))] },
  "with damaged policies": { extensions: [extension("2.5.29.32", nothing())] },
  "with a policy, critical": { extensions: [extension("2.5.29.32", sequence(sequence(oid("1.2.3"))), true)] },
  "that wants an explicit policy": { extensions: [extension("2.5.29.36", sequence(tlv(0x80, Buffer.alloc(1))), true)] },
  "with a critical key identifier": { extensions: [extension("2.5.29.14", octetString(Buffer.alloc(20, 1)), true)] },
  "that must be stapled": { extensions: [extension("1.3.6.1.5.5.7.1.24", sequence(integer(5)))] },
  "with constraints of its own": {
    extensions: [extension("2.5.29.30", sequence(tlv(0xa0, sequence(tlv(0x82, Buffer.from("acme.com"))))), true)],
  },
  "for no extended use": { extendedKeyUsage: [] },
  "with a path length and no authority": { pathLength: 0 },
  "with two signature algorithms": { innerHash: "sha384" },
  "signed with SHA-1": { hash: "sha1", innerHash: "sha1" },
  "signed with MD5": { hash: "md5", innerHash: "md5" },
  "signed with SHA-512": { hash: "sha512", innerHash: "sha512" },
  "with a name in another case": { issuerName: "CN=ROOT" },
};

export function leafCases(): Case[] {
  return FAULT_KEYS.flatMap((keyName) =>
    Object.entries(LEAVES).map(([name, options]) => {
      const leaf = certificate("CN=client", { issuer: root, key: keyOf(keyName), ...options });
      return { name: `${keyName}, ${name}`, certificate: leaf.pem, key: keyPem(leaf.key) };
    }),
  );
}

/** The same faults, in PKCS#12; openssl does not put every broken certificate into one. */
export function bundledLeafCases(): Case[] {
  return Object.entries(LEAVES)
    .filter(([name]) => !/damaged|twice|no date|fraction|time zone/.test(name))
    .map(([name, options]) => {
      const leaf = certificate("CN=client", { issuer: root, key: keyOf("p256"), ...options });
      return { name: `PKCS#12, ${name}`, pfx: pkcs12(leaf), passphrase: "secret" };
    });
}

/** Faults of an authority between the client and the root. */
const MIDDLES: Record<string, CertificateOptions> = {
  fine: {},
  expired: { notAfter: "20240101000000Z" },
  "not yet valid": { notBefore: "20900101000000Z" },
  "no authority": { ca: false, keyUsage: null },
  "without basic constraints and key usage": { ca: null, keyUsage: null },
  "without basic constraints": { ca: null },
  "not for signing certificates": { keyUsage: KU.digitalSignature },
  "for servers only": { extendedKeyUsage: [EKU.server] },
  "for clients": { extendedKeyUsage: [EKU.client] },
  "with a weak key": { key: keyOf("rsa1024") },
  "signed with SHA-1": { hash: "sha1", innerHash: "sha1" },
  "with room for none below it": { pathLength: 0 },
  "with an unknown critical extension": { extensions: [extension("1.2.3.4.5", nothing(), true)] },
  "of version 1": { version: 1 },
  "with an end that is no date": { notAfter: "20991301000000Z" },
  "for any purpose": { extendedKeyUsage: [EKU.any] },
  "for signing lists only": { keyUsage: KU.cRLSign },
  "without a key usage": { keyUsage: null },
  "for SSL clients, says Netscape": {
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x80]), 7))],
  },
  "for SSL clients, says Netscape and nothing else": {
    ca: null,
    keyUsage: null,
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x80]), 7))],
  },
  "an authority of SSL, says Netscape alone": {
    ca: null,
    keyUsage: null,
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x04]), 2))],
  },
  "an authority of mail, says Netscape alone": {
    ca: null,
    keyUsage: null,
    extensions: [extension("2.16.840.1.113730.1.1", bitString(Buffer.from([0x02]), 1))],
  },
  "with an extension twice": { extensions: [extension("2.5.29.15", bitString(Buffer.from([0x04]), 2))] },
  "with damaged name constraints": { extensions: [extension("2.5.29.30", nothing(), true)] },
  "with two signature algorithms": { innerHash: "sha384" },
  "of a proxy": { extensions: [extension("1.3.6.1.5.5.7.1.14", sequence(sequence(oid("1.3.6.1.5.5.7.21.1"))))] },
  "with a negative path length": {
    ca: null,
    extensions: [extension("2.5.29.19", sequence(boolean(true), tlv(0x02, Buffer.from([0xff]))), true)],
  },
  "on a curve that is written out": { key: keyOf("p256-unnamed") },
  "on a curve of blockchains": { key: keyOf("secp256k1") },
  "on a small curve": { key: keyOf("p192") },
  "with a key of DSA": { key: keyOf("dsa") },
  "with a key of RSA-PSS": { key: keyOf("rsa-pss", 5) },
  "with a key of Ed448": { key: keyOf("ed448", 5) },
};

export function middleCases(): Case[] {
  return FAULT_KEYS.flatMap((keyName) =>
    Object.entries(MIDDLES).map(([name, options]) => {
      const middle = authority(`CN=Middle ${name}`, { issuer: root, key: keyOf("p256", 2), ...options });
      const leaf = certificate("CN=client", { issuer: middle, key: keyOf(keyName) });
      return { name: `${keyName}, intermediate ${name}`, certificate: chainPem(leaf, middle), key: keyPem(leaf.key) };
    }),
  );
}

/** Chains that are not chains. */
export function chainCases(): Case[] {
  return FAULT_KEYS.flatMap((keyName) => {
    const leaf = certificate("CN=client", { issuer: lower, key: keyOf(keyName) });
    const key = keyPem(leaf.key);
    const impostor = authority("CN=Lower", { issuer: upper, key: keyOf("p384", 2) });
    const strict = authority("CN=Strict", { issuer: root, key: keyOf("p256", 3), pathLength: 0 });
    const below = authority("CN=Below", { issuer: strict, key: keyOf("p384", 3) });
    const tooDeep = certificate("CN=client", { issuer: below, key: leaf.key });
    const of = (name: string, ...chain: Made[]): Case => ({
      name: `${keyName}, ${name}`,
      certificate: chainPem(...chain),
      key,
    });
    return [
      of("intermediates before the client", lower, upper, leaf),
      of("an intermediate before the client", lower, leaf, upper),
      of("another authority of the right name", leaf, impostor, upper),
      of("a chain deeper than allowed", tooDeep, below, strict),
      of("an intermediate instead of the client", lower, upper),
    ];
  });
}

/** Keys that do not belong, or cannot be loaded. */
export function keyCases(): Case[] {
  const cases = GOOD_KEYS.flatMap((keyName) => {
    const leaf = certificate("CN=client", { issuer: root, key: keyOf(keyName) });
    const of = (name: string, key: string | Buffer, passphrase?: string): Case => ({
      name: `${keyName}, ${name}`,
      certificate: leaf.pem,
      key,
      passphrase,
    });
    const encrypted = encryptedPem(leaf.key, "secret");
    return [
      of("another key of its kind", keyPem(keyOf(keyName, 8))),
      of("a key of another kind", keyPem(keyOf(keyName === "p256" ? "rsa" : "p256", 8))),
      of("a wrong passphrase", encrypted, "wrong"),
      of("an empty passphrase for a key with one", encrypted, ""),
      of("no passphrase", encrypted),
      of("an empty passphrase", encryptedPem(leaf.key, ""), ""),
      of("a passphrase for nothing", keyPem(leaf.key), "secret"),
      of("a certificate instead of the key", leaf.pem),
      of("key and certificate in one", leaf.pem + keyPem(leaf.key)),
      { ...of("certificate and key in one", keyPem(leaf.key)), certificate: keyPem(leaf.key) + leaf.pem },
    ];
  });
  return [...cases, ...legacyCases(), ...pkcs12Cases()];
}

function legacyCases(): Case[] {
  const leaf = certificate("CN=client", { issuer: root, key: keyOf("rsa") });
  const plain = file(keyPem(leaf.key));
  const legacy = (...args: string[]) =>
    openssl(...args, "-provider", "legacy", "-provider", "default", "-in", plain, "-passout", "pass:secret");
  const of = (name: string, key: Buffer): Case => ({ name, certificate: leaf.pem, key, passphrase: "secret" });
  return [
    of("traditional DES", legacy("rsa", "-traditional", "-des")),
    of("traditional IDEA's successor, triple DES", legacy("rsa", "-traditional", "-des3")),
    ...["PBE-MD5-DES", "PBE-SHA1-RC2-40", "PBE-SHA1-RC4-128", "PBE-SHA1-3DES"].map((v1) =>
      of(`PKCS#8 with ${v1}`, legacy("pkcs8", "-topk8", "-v1", v1)),
    ),
    ...["des-cbc", "rc2-cbc"].map((v2) => of(`PKCS#8 with ${v2}`, legacy("pkcs8", "-topk8", "-v2", v2))),
  ];
}

function pkcs12Cases(): Case[] {
  const leaf = certificate("CN=client", { issuer: root, key: keyOf("rsa") });
  const of = (name: string, args: string[], passphrase: string | undefined = "secret", made = "secret"): Case => ({
    name: `PKCS#12, ${name}`,
    pfx: pkcs12(leaf, { passphrase: made, args }),
    passphrase,
  });
  return [
    of("legacy RC2", ["-legacy"]),
    of("triple DES", ["-legacy", "-certpbe", "PBE-SHA1-3DES"]),
    of("no encryption", ["-keypbe", "NONE", "-certpbe", "NONE"]),
    of("without a MAC", ["-nomac"]),
    of("without a key", ["-nokeys"]),
    of("without a certificate", ["-nocerts"]),
    of("a wrong passphrase", [], "wrong"),
    { ...of("no passphrase", []), passphrase: undefined },
    of("an empty passphrase", [], "", ""),
    { ...of("an empty passphrase, not given", [], "", ""), passphrase: undefined },
    ...["md5", "sha512", "sha512-224", "sha512-256", "sha3-256", "ripemd160", "sm3", "blake2b512", "blake2s256"].map(
      (hash) => of(`a MAC of ${hash}`, ["-macalg", hash]),
    ),
    ...["aes-192-cfb8", "aes-256-cfb", "aes-256-ofb", "aes-128-ecb", "camellia-256-cfb", "aria-256-ctr", "sm4-cbc"].map(
      (cipher) => of(cipher, ["-keypbe", cipher, "-certpbe", cipher]),
    ),
    of("triple DES with 50,000 rounds", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-iter", "50000"]),
    { name: "PKCS#12, cut off", pfx: pkcs12(leaf).subarray(0, 500), passphrase: "secret" },
    { name: "PKCS#12 that is PEM", pfx: Buffer.from(leaf.pem + keyPem(leaf.key)) },
  ];
}

/** Types of key that are weak, or that TLS does not have; and a self-signed certificate. */
export function typeCases(): Case[] {
  const names: KeyName[] = [
    "rsa1024",
    "secp256k1",
    "p192",
    "dsa",
    "x25519",
    "p256-unnamed",
    "rsa-pss-sha1",
    "rsa-pss-sha384",
    "rsa-pss-sha512",
    "rsa-pss-long-salt",
  ];
  return [
    ...names.flatMap((keyName) =>
      [root, otherRoot].map((issuer) => {
        const leaf = certificate("CN=client", { issuer, key: keyOf(keyName) });
        const only = keyName === "dsa" ? ("Node, TLS 1.3" as const) : undefined;
        return { name: `${keyName} below ${issuer.name}`, certificate: leaf.pem, key: keyPem(leaf.key), only };
      }),
    ),
    { name: "self-signed", certificate: selfSigned.pem, key: keyPem(selfSigned.key) },
  ];
}

/** How PEM is written. */
const WRITINGS: Record<string, (pem: string) => string | Buffer> = {
  CRLF: (pem) => pem.replace(/\n/g, "\r\n"),
  "a byte order mark": (pem) => `\ufeff${pem}`,
  "no final newline": (pem) => pem.trimEnd(),
  "text before": (pem) => `subject=client\n\n${pem}`,
  "blanks at the ends of lines": (pem) => pem.replace(/\n/g, "  \n"),
  "one long line": (pem) => pem.replace(/([^-])\n(?!-)/g, "$1"),
  "a blank line after the first": (pem) => pem.replace("\n", "\n\n"),
  "a blank line in the middle": (pem) => pem.replace(/\n(.{64})\n/, "\n$1\n\n"),
  "a blank line at the end": (pem) => pem.replace("\n-----END", "\n\n-----END"),
  "padding too many": (pem) => pem.replace(/=*\n-----END/, (match) => `=${match}`),
  junk: (pem) => pem.replace(/\n(.)/, "\n!$1"),
  "a character missing": (pem) => pem.replace(/\n./, "\n"),
  "another label at the end": (pem) => pem.replace(/-----END [A-Z ]*-/, "-----END SOMETHING-"),
  "no end": (pem) => pem.replace(/-----END.*\n/, ""),
  "an indented beginning": (pem) => ` ${pem}`,
  "carriage returns alone": (pem) => pem.replace(/\n/g, "\r"),
  "UTF-16": (pem) => Buffer.from(`\ufeff${pem}`, "utf16le"),
  nothing: () => "",
};

export function writingCases(): Case[] {
  const leaf = certificate("CN=client", { issuer: root, key: keyOf("p384") });
  const key = keyPem(leaf.key);
  return [
    ...Object.entries(WRITINGS).flatMap(([name, write]) => [
      { name: `certificate with ${name}`, certificate: write(leaf.pem), key },
      { name: `key with ${name}`, certificate: leaf.pem, key: write(key) },
    ]),
    { name: "certificate in DER", certificate: leaf.der, key },
    { name: "key in DER", certificate: leaf.pem, key: leaf.key.export({ type: "pkcs8", format: "der" }) },
    ...["X509 CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "PKCS7"].map((label) => ({
      name: `certificate with the label ${label}`,
      certificate: leaf.pem.replace(/CERTIFICATE/g, label),
      key,
    })),
    ...["RSA PRIVATE KEY", "EC PRIVATE KEY", "ANY PRIVATE KEY", "OPENSSH PRIVATE KEY", "PUBLIC KEY"].map((label) => ({
      name: `key with the label ${label}`,
      certificate: leaf.pem,
      key: key.replace(/PRIVATE KEY/g, label),
    })),
    { name: "swapped files", certificate: key, key: leaf.pem },
    {
      name: "a damaged second certificate",
      certificate: leaf.pem + root.pem.replace("\nM", "\n!"),
      key,
    },
  ];
}

/** Chains without an intermediate: a server that has it lets the client in, one that has only the root does not. */
export function incompleteCase(): Case & { readonly authority: string; readonly missing: string } {
  const leaf = certificate("CN=client", { issuer: lower, key: keyOf("p256") });
  return {
    name: "without its intermediates",
    certificate: leaf.pem,
    key: keyPem(leaf.key),
    authority: chainPem(root, upper, lower),
    missing: chainPem(lower, upper),
  };
}

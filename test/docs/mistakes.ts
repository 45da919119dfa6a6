// Mistakes that users make, each with the files that it leaves. The messages that they get are in docs/findings.md.
import type { KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Finding, FindingCode } from "../../src/finding";
import { judgeHost } from "../../src/host/judge-host";
import { inspectMaterial, type MaterialFiles, type MaterialOptions } from "../../src/verdict/inspect-material";
import {
  authority,
  type CertificateOptions,
  certificate,
  EKU,
  encryptedPem,
  extension,
  KU,
  keyOf,
  keyPem,
  type Made,
} from "../support/certificates";
import { integer, nothing, octetString, oid, pem, sequence, tlv } from "../support/der";
import { keyBag, pbkdf2, bundle as pkcs12Bundle, safe, shroudedKeyBag } from "../support/key-derivation";
import { openssl, pkcs12 } from "../support/openssl";

export interface Mistake {
  readonly name: string;
  readonly code: FindingCode;
  readonly findings: () => readonly Finding[];
  /** What is inspected; nothing where no file mends it. */
  readonly files?: MaterialFiles;
  readonly passphrase?: string;
}

export const NOW = new Date("2026-11-24T12:00:00Z");
const PAIR = { certificatePath: "certs/acme.crt", privateKeyPath: "certs/acme.key" };
const BUNDLE = { pkcs12Path: "certs/acme.p12" };

/** Keys and signatures of one length, so that the line numbers in messages stay. */
export const root = authority("CN=Acme Root", { key: keyOf("ed25519", 1) });
export const upper = authority("CN=Acme Partners", { issuer: root, key: keyOf("ed25519", 2) });
const lower = authority("CN=Acme Clients", { issuer: upper, key: keyOf("ed25519", 3) });

export function client(options: CertificateOptions = {}): Made {
  return certificate("O=Acme, CN=check", { issuer: root, key: keyOf("ed25519"), ...options });
}

export const acme = client();
export const key = keyPem(acme.key);
export const chainOf = (...chain: Made[]) => chain.map((made) => made.pem).join("");

type Content = string | Buffer;
/** What takes a tool to make is made when it is needed. */
type Contents = Content | (() => Content);

/** Writes the files, inspects them, and returns what is said; the working directory is a throw-away folder. */
function inspect(contents: Record<string, Contents>, files: MaterialFiles, options: Partial<MaterialOptions> = {}) {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "function" ? content() : content);
  }
  return inspectMaterial(files, { now: NOW, ...options }).findings;
}

export function pair(
  code: FindingCode,
  name: string,
  crt: Contents,
  keyContent: Contents = key,
  options: Partial<MaterialOptions> = {},
): Mistake {
  const contents = { [PAIR.certificatePath]: crt, [PAIR.privateKeyPath]: keyContent };
  return { name, code, files: PAIR, passphrase: options.passphrase, findings: () => inspect(contents, PAIR, options) };
}

export function withAuthorities(
  code: FindingCode,
  name: string,
  authorities: Contents,
  crt = acme.pem,
  passphrase?: string,
): Mistake {
  const files = { ...PAIR, certificateAuthorityPath: "certs/acme-ca.pem" };
  const contents = { [PAIR.certificatePath]: crt, [PAIR.privateKeyPath]: key, "certs/acme-ca.pem": authorities };
  return { name, code, files, passphrase, findings: () => inspect(contents, files) };
}

export function bundle(
  code: FindingCode,
  name: string,
  content: () => Buffer | string,
  passphrase: string | null = "secret",
): Mistake {
  return {
    name,
    code,
    files: BUNDLE,
    passphrase: passphrase ?? undefined,
    findings: () => inspect({ "certs/acme.p12": content() }, BUNDLE, { passphrase: passphrase ?? undefined }),
  };
}

function host(code: FindingCode, name: string, pattern: string): Mistake {
  return { name, code, findings: () => judgeHost(pattern).findings };
}

/** PKCS#8 of version 2: with the public key, as RFC 5958 allows. */
export function version2(ed25519: KeyObject): Buffer {
  const { d, x } = ed25519.export({ format: "jwk" });
  const [secret, open] = [d!, x!].map((part) => Buffer.from(part, "base64url"));
  const algorithm = sequence(oid("1.3.101.112"));
  return sequence(integer(1), algorithm, octetString(octetString(secret!)), tlv(0x81, Buffer.alloc(1), open!));
}

export function pkcs7(certificates: string): Buffer {
  writeFileSync("chain.pem", certificates);
  return openssl("crl2pkcs7", "-nocrl", "-certfile", "chain.pem");
}

/** As much of a key of OpenSSH as says what it is. */
function sshKey(type: string): string {
  const text = (content: string) => Buffer.concat([Buffer.from([0, 0, 0, content.length]), Buffer.from(content)]);
  const fields = [...["none", "none", ""].map(text), Buffer.from([0, 0, 0, 1]), text(`xxxx${type}`)];
  const der = Buffer.concat([Buffer.from("openssh-key-v1\0"), ...fields]);
  der.writeUInt32BE(type.length, der.length - type.length - 4);
  return pem("OPENSSH PRIVATE KEY", der);
}

const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"7".repeat(64)}\nsize 1704\n`;

function legacyKey(): Buffer {
  writeFileSync("plain.pem", keyPem(keyOf("rsa")));
  const legacy = ["-provider", "legacy", "-provider", "default"];
  return openssl("rsa", ...legacy, "-in", "plain.pem", "-traditional", "-des", "-passout", "pass:secret");
}

const leaf = client({ issuer: lower });
const dnsName = (name: string) => tlv(0x82, Buffer.from(name));
const inside = authority("CN=Acme Inside", {
  issuer: root,
  key: keyOf("ed25519", 7),
  extensions: [extension("2.5.29.30", sequence(tlv(0xa0, sequence(dnsName("acme.com")))), true)],
});
const elsewhere = client({
  issuer: inside,
  extensions: [extension("2.5.29.17", sequence(dnsName("check.acme.org")))],
});
const domainValidated = extension("2.5.29.32", sequence(sequence(oid("2.23.140.1.2.1"))));
const authorities: Made[] = [];
for (let i = 0; i < 10; i++) {
  authorities.unshift(authority(`CN=Level ${i}`, { issuer: authorities[0] ?? root, key: keyOf("ed25519", 10 + i) }));
}
const deep = [client({ issuer: authorities[0] }), ...authorities];
const weak = client({ key: keyOf("rsa1024") });
const ownAuthority = authority("CN=Acme CA", {
  key: keyOf("ed25519", 6),
  keyUsage: KU.digitalSignature | KU.keyCertSign | KU.cRLSign,
});
const rsaRoot = authority("CN=Acme Root", { key: keyOf("rsa", 1) });

export const MISTAKES: readonly Mistake[] = [
  {
    name: "a mistyped path",
    code: "file-not-found",
    findings: () => inspect({ "certs/acme.key": key }, { ...PAIR, certificatePath: "certs/amce.crt" }),
  },
  {
    name: "a folder instead of a file",
    code: "file-unreadable",
    findings: () => inspect({ "certs/acme.key": key }, { ...PAIR, certificatePath: "certs" }),
  },
  pair("file-too-large", "an archive instead of a certificate", Buffer.alloc(2 * 1024 * 1024, 1)),
  pair("not-pem", "a file without PEM", "to be delivered\n"),
  pair("not-pem", "a file written by PowerShell", Buffer.from(`\ufeff${acme.pem}`, "utf16le")),
  pair("not-pem", "PEM copied out of YAML", acme.pem.replace(/^/gm, "    ")),
  pair("not-pem", "a value of a Kubernetes Secret", Buffer.from(acme.pem).toString("base64")),
  pair("not-pem", "the value of a variable", acme.pem.replace(/\n/g, "\\n")),
  pair("not-pem", "an answer in JSON", JSON.stringify({ certificate: acme.pem, ca_chain: [root.pem] })),
  pair("not-pem", "a key that git-crypt has locked", acme.pem, Buffer.concat([Buffer.from("\0GITCRYPT\0"), acme.der])),
  pair("not-pem", "a pointer of Git LFS", acme.pem, LFS_POINTER),
  pair("not-pem", "a Java keystore", Buffer.from("feedfeed00000002", "hex")),
  pair("der-not-pem", "a certificate in DER", acme.der),
  pair("der-not-pem", "a key in DER", acme.pem, acme.key.export({ type: "pkcs8", format: "der" })),
  {
    name: "a bundle instead of a certificate",
    code: "pkcs12-not-pem",
    findings: () =>
      inspect(
        { "certs/acme.p12": pkcs12(acme), "certs/acme.key": key },
        { ...PAIR, certificatePath: "certs/acme.p12" },
      ),
  },
  bundle("pem-not-pkcs12", "PEM instead of a bundle", () => acme.pem + key),
  bundle("pkcs12-malformed", "a certificate instead of a bundle", () => acme.der),
  bundle("pkcs12-malformed", "a bundle that was cut off", () => pkcs12(acme).subarray(0, 700)),
  bundle("pkcs12-malformed", "a bundle as base64, as a vault gives it", () => pkcs12(acme).toString("base64")),
  bundle("pkcs12-no-mac", "a bundle without a MAC", () => pkcs12(acme, { args: ["-nomac"] })),
  bundle("pkcs12-no-key", "a bundle exported without its key", () => pkcs12(acme, { args: ["-nokeys"] })),
  bundle("pkcs12-no-key", "a trust store instead of a keystore", () =>
    pkcs12(root, { above: [upper], args: ["-nokeys"] }),
  ),
  bundle("pkcs12-no-certificate", "a bundle exported without its certificate", () =>
    pkcs12(acme, { args: ["-nocerts"] }),
  ),
  pair("wrong-pem-type", "certificate and key in each other's place", key, acme.pem),
  pair("wrong-pem-type", "the request instead of the certificate", pem("CERTIFICATE REQUEST", nothing())),
  {
    name: "a PKCS#7 chain, as Windows exports it",
    code: "wrong-pem-type",
    files: PAIR,
    findings: () => pair("wrong-pem-type", "", pkcs7(acme.pem)).findings(),
  },
  pair("wrong-pem-type", "a key of SSH", acme.pem, sshKey("ssh-ed25519")),
  pair("pem-line-ignored", "four dashes instead of five", leaf.pem + lower.pem.replace("-----BEGIN", "----BEGIN")),
  pair("pem-line-ends", "PEM copied from a web page", acme.pem.replace(/$/gm, "\u00a0")),
  pair("not-utf8", "a key below a comment in Latin-1", acme.pem, Buffer.from(`# Schl\u00fcssel\n${key}`, "latin1")),
  pair("several-keys", "two keys in one file", acme.pem, key + keyPem(keyOf("ed25519", 4))),
  bundle("several-keys", "a keystore with two entries", () =>
    pkcs12Bundle([safe(keyBag(keyOf("ed25519", 4), "old"), keyBag(acme.key, "new"))], 1, "secret"),
  ),
  pair("certificate-malformed", "a blank line in the base64", acme.pem.replace(/\n(.{64})\n/, "\n$1\n\n")),
  pair("certificate-malformed", "files joined without a newline", acme.pem.trimEnd() + root.pem),
  pair("certificate-malformed", "a second certificate that was cut off", leaf.pem + lower.pem.slice(0, 200)),
  pair("key-malformed", "a key that was cut off", acme.pem, key.slice(0, 60)),
  pair(
    "key-malformed",
    "a key under another label",
    client({ key: keyOf("rsa") }).pem,
    keyPem(keyOf("rsa"), { type: "pkcs1" }).replace(/RSA PRIVATE/g, "PRIVATE"),
  ),
  pair("key-malformed", "a key written by Rust or Go", acme.pem, pem("PRIVATE KEY", version2(acme.key))),
  pair(
    "key-type-unsupported",
    "a key on a curve of blockchains",
    client({ key: keyOf("secp256k1") }).pem,
    keyPem(keyOf("secp256k1")),
  ),
  pair("passphrase-missing", "no passphrase", acme.pem, encryptedPem(acme.key, "secret")),
  bundle("passphrase-missing", "no passphrase for a bundle", () => pkcs12(acme), null),
  pair("passphrase-wrong", "a wrong passphrase", acme.pem, encryptedPem(acme.key, "secret"), { passphrase: "wrong" }),
  bundle("passphrase-wrong", "a wrong passphrase for a bundle", () => pkcs12(acme), "wrong"),
  pair("passphrase-unneeded", "a passphrase for nothing", acme.pem, key, { passphrase: "secret" }),
  {
    name: "a key encrypted with DES",
    code: "cipher-unsupported",
    files: PAIR,
    passphrase: "secret",
    findings: () =>
      inspect({ "certs/acme.crt": client({ key: keyOf("rsa") }).pem, "certs/acme.key": legacyKey() }, PAIR, {
        passphrase: "secret",
      }),
  },
  bundle("cipher-unsupported", "a bundle of an old tool", () => pkcs12(acme, { args: ["-legacy"] })),
  bundle("cipher-unsupported", "a bundle that asks for hours of work", () =>
    pkcs12Bundle([safe(shroudedKeyBag(pbkdf2(2_000_000_000)))]),
  ),
  pair("key-mismatch", "the key of another certificate", acme.pem, keyPem(keyOf("ed25519", 4))),
  pair("key-mismatch", "a key of another algorithm", acme.pem, keyPem(keyOf("rsa"))),
  pair("key-unchecked", "a passphrase kept elsewhere", acme.pem, encryptedPem(acme.key, "secret"), {
    passphraseElsewhere: true,
  }),
  pair("chain-order", "the intermediate before the client", chainOf(lower, upper, leaf)),
  pair("chain-order", "intermediates in the wrong order", chainOf(leaf, upper, lower)),
  pair(
    "chain-broken",
    "the certificate of another authority",
    chainOf(acme, authority("CN=Other", { key: keyOf("ed25519", 4) })),
  ),
  pair(
    "chain-broken",
    "an authority that was renewed with a new key",
    chainOf(leaf, authority("CN=Acme Clients", { key: keyOf("ed25519", 4) })),
  ),
  withAuthorities("chain-incomplete", "the intermediate in the wrong file", chainOf(lower, upper, root), leaf.pem),
  pair("chain-too-long", "a whole trust store", acme.pem + root.pem.repeat(120)),
  pair("expired", "a certificate out of date", client({ notAfter: "20261110120000Z" }).pem),
  pair("not-yet-valid", "a certificate of tomorrow", client({ notBefore: "20261125000000Z" }).pem),
  pair("expires-soon", "a certificate to renew", client({ notAfter: "20261204120000Z" }).pem),
  pair("weak-key", "an RSA key of 1024 bits", weak.pem, keyPem(weak.key)),
  pair("weak-signature", "a certificate signed with SHA-1", client({ issuer: rsaRoot, hash: "sha1" }).pem),
  pair("other-servers-refuse", "a chain of ten authorities", chainOf(...deep)),
  pair(
    "client-auth-ends",
    "the certificate of a public authority",
    client({ extendedKeyUsage: [EKU.server, EKU.client], extensions: [domainValidated] }).pem,
  ),
  pair(
    "no-client-auth",
    "a certificate that a public authority renewed",
    client({ extendedKeyUsage: [EKU.server], extensions: [domainValidated] }).pem,
  ),
  pair("no-client-auth", "the certificate of a web server", client({ extendedKeyUsage: [EKU.server] }).pem),
  pair("no-digital-signature", "a certificate for encryption", client({ keyUsage: KU.keyEncipherment }).pem),
  pair("key-agreement-only", "a certificate for key agreement", client({ keyUsage: KU.keyAgreement }).pem),
  pair("name-not-permitted", "the certificate of another domain", chainOf(elsewhere, inside)),
  pair(
    "extension-invalid",
    "a critical extension of a vendor",
    client({ extensions: [extension("1.3.6.1.4.1.99999.1", nothing(), true)] }).pem,
  ),
  pair(
    "server-refuses",
    "a certificate with the name of its issuer",
    certificate("CN=Acme Root", { issuer: root, key: acme.key }).pem,
  ),
  pair("is-ca", "the certificate of the authority itself", ownAuthority.pem, keyPem(ownAuthority.key)),
  withAuthorities("ca-malformed", "a damaged authority", root.pem + upper.pem.replace("\nM", "\n!")),
  withAuthorities("ca-incomplete", "an intermediate without its root", upper.pem),
  withAuthorities(
    "ca-refused",
    "an authority of clients",
    authority("CN=Acme Users", { key: keyOf("ed25519", 4), extendedKeyUsage: [EKU.client] }).pem,
  ),
  withAuthorities(
    "ca-expired",
    "an authority out of date",
    chainOf(root, authority("CN=Acme Old Root", { key: keyOf("ed25519", 4), notAfter: "20250101000000Z" })),
  ),
  withAuthorities(
    "ca-not-yet-valid",
    "an authority of next year",
    chainOf(root, authority("CN=Acme New Root", { key: keyOf("ed25519", 4), notBefore: "20270101000000Z" })),
  ),
  withAuthorities(
    "ca-not-a-ca",
    "the server's certificate instead of its authority",
    chainOf(root, certificate("CN=api.acme.com", { issuer: root, key: keyOf("ed25519", 5) })),
  ),
  withAuthorities("ca-duplicate", "the same authority twice", chainOf(root, root)),
  pair("registration-too-large", "a key with a mailbox around it", acme.pem, key + "> quoted\n".repeat(8000)),
  host("host-invalid", "a URL instead of a host", "https://api.acme.com/v1"),
  host("host-invalid", "a port", "api.acme.com:8443"),
  host("host-too-broad", "a wildcard below a public suffix", "*.co.uk"),
];

// Mistakes beside those of the document, so that each command that a finding can print is run.

import { execFileSync } from "node:child_process";
import { createPublicKey, type KeyObject } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { sequence as membersOf, readAsn1 } from "../../src/x509/der";
import { authority, certificate, encryptedPem, keyOf, keyPem } from "../support/certificates";
import { integer, pem, sequence, tlv } from "../support/der";
import { file } from "../support/inspect";
import { keystore, PASSPHRASE } from "../support/keytool";
import { pkcs12 } from "../support/openssl";
import { byGnuTls } from "../support/other-bundles";
import {
  acme,
  bundle,
  client,
  key,
  type Mistake,
  pair,
  pkcs7,
  root,
  upper,
  version2,
  withAuthorities,
} from "./mistakes";

const RSA = client({ key: keyOf("rsa") });
const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

const WRAPPERS: Record<string, (text: string) => string | Buffer> = {
  "UTF-16 without a mark": (text) => Buffer.from(text, "utf16le"),
  "UTF-16 in the other order": (text) => Buffer.from(text, "utf16le").swap16(),
  gzip: (text) => gzipSync(text),
  "the form of a URL": encodeURIComponent,
  "base64 in quotes": (text) => `"${base64(text)}"`,
  "base64 in XML": (text) => `<key><value>${base64(text)}</value></key>`,
  dotenv: (text) => `A=1\nexport PEM="${text.replace(/\n/g, "\\n")}"\n`,
  "YAML over several lines": (text) => `data:\n  pem: |\n${text.trimEnd().replace(/^/gm, "    ")}\nother: 1\n`,
  "old line ends": (text) => text.replace(/\n/g, "\r"),
  "dashes of a word processor": (text) => text.replace(/-----/g, "\u2013\u2013"),
  "blank lines": (text) => text.replace(/\n/g, "\n\n"),
  "one line": (text) => text.replace(/\n/g, " "),
  "hexadecimal digits": (text) => Buffer.from(text).toString("hex"),
  "a dump of bytes": (text) => `\\x${Buffer.from(text).toString("hex").replace(/.{60}/g, "$&\n")}\n`,
  "base64 after a byte order mark": (text) => `\ufeff${base64(text)}`,
  "a diff": (text) => text.trimEnd().replace(/^/gm, "+"),
  "a dump of xxd": (text) => dump(Buffer.from(text), ": ", 2),
  "a dump of hexdump": (text) => dump(Buffer.from(text), "  ", 1),
  "the entities of XML": (text) => `<pem value="${text.replace(/\n/g, "&#10;").replace(/\+/g, "&#43;")}"/>`,
  "the colours of a terminal": (text) => text.replace(/^.+$/gm, "\x1b[32m$&\x1b[0m"),
  "the numbers of lines": (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line, i) => `${i + 9}\t${line}\r\n`)
      .join(""),
  "a log": (text) => text.trimEnd().replace(/^/gm, "2026-11-24T12:00:00Z app[1]: "),
};

/** Two spaces, or a bar, stand before what the bytes are as text. */
function dump(bytes: Buffer, afterOffset: string, group: number): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));
  return rows
    .map((row, i) => {
      const digits = row.toString("hex").replace(new RegExp(`.{${2 * group}}`, "g"), "$& ");
      const text = row.toString("latin1").replace(/[^ -~]/g, ".");
      const column = digits.padEnd((16 / group) * (2 * group + 1));
      return `${(16 * i).toString(16).padStart(8, "0")}${afterOffset}${column}${group === 1 ? ` |${text}|` : ` ${text}`}\n`;
    })
    .join("");
}

/** A mail has lines of 76 characters. */
const quotedPrintable = (text: string) =>
  text.replace(/=/g, "=3D").replace(/^.{77,}$/gm, (line) => line.replace(/.{70}/g, "$&=\r\n"));
const relabelled = (text: string, label: string) => text.replace(/(BEGIN|END) .*-----/g, `$1 ${label}-----`);
const withoutLabels = (text: string) => text.replace(/-----.*-----\n/g, "");

const ENCRYPTED = encryptedPem(acme.key, PASSPHRASE);
/** One of three lengths has no padding, which mail writes in another way. */
const PADDED = ["", "0", "00"]
  .map((more) => certificate(`CN=check${more}`, { issuer: root, key: acme.key }))
  .map((made) => made.pem)
  .find((text) => text.includes("="))!;

const keytoolKey = { made: acme, above: [root] };

function cms(certificates: string): string {
  return pkcs7(certificates).toString().replace(/PKCS7/g, "CMS");
}

function derOf(text: string): Buffer {
  return Buffer.from(text.replace(/-----.*-----|\s/g, ""), "base64");
}

/** RSA in PKCS#8 of version 2: longer than one byte counts. */
function longVersion2(rsa: KeyObject): Buffer {
  const [, algorithm, own] = membersOf(readAsn1(rsa.export({ type: "pkcs8", format: "der" })));
  const open = createPublicKey(rsa).export({ type: "pkcs1", format: "der" });
  return sequence(integer(1), algorithm!.whole, own!.whole, tlv(0x81, Buffer.alloc(1), open));
}

/** A new passphrase has ssh-keygen write the key in OpenSSH's own format. */
function ofOpenSsh(rsa: KeyObject, passphrase: string): Buffer {
  const path = file(keyPem(rsa));
  chmodSync(path, 0o600);
  execFileSync("ssh-keygen", ["-q", "-p", "-N", passphrase, "-f", path], { stdio: "pipe" });
  return readFileSync(path);
}

export const FIX_CASES: readonly Mistake[] = [
  ...Object.entries(WRAPPERS).flatMap(([name, wrap]) => [
    pair("not-pem", `${name} around a certificate`, wrap(acme.pem)),
    pair("not-pem", `${name} around a key`, acme.pem, wrap(key)),
  ]),
  pair("not-pem", "base64 of DER", base64(acme.der), base64(acme.key.export({ type: "pkcs8", format: "der" }))),
  pair("not-pem", "a keystore of Java", () => readFileSync(keystore({ acme: keytoolKey }, { type: "JKS" })), key, {
    passphrase: PASSPHRASE,
  }),
  pair("pkcs12-not-pem", "base64 of a bundle", () => base64(pkcs12(acme, { passphrase: PASSPHRASE })), key, {
    passphrase: PASSPHRASE,
  }),
  pair("der-not-pem", "PKCS#7 in DER", () => derOf(pkcs7(acme.pem).toString())),
  {
    ...pair("not-pem", "base64 of PKCS#7", ""),
    findings: () => pair("not-pem", "", withoutLabels(pkcs7(acme.pem).toString())).findings(),
  },
  pair("not-pem", "base64 of an encrypted key in DER", acme.pem, withoutLabels(ENCRYPTED), { passphrase: PASSPHRASE }),
  pair("der-not-pem", "an encrypted key in DER", acme.pem, derOf(ENCRYPTED), { passphrase: PASSPHRASE }),
  pair("not-pem", "a JSON Web Key", acme.pem, JSON.stringify({ keys: [acme.key.export({ format: "jwk" })] })),
  pair("not-pem", "a chain of a JSON Web Key", JSON.stringify({ x5c: [acme, root].map(({ der }) => base64(der)) })),
  pair("certificate-malformed", "quoted-printable", quotedPrintable(PADDED)),
  pair("certificate-malformed", "PKCS#7 that certutil has encoded", () =>
    relabelled(pkcs7(acme.pem).toString(), "CERTIFICATE"),
  ),
  pair("certificate-malformed", "PEM that certutil has encoded", pem("CERTIFICATE", Buffer.from(acme.pem))),
  pair(
    "certificate-malformed",
    "a bundle that certutil has encoded",
    () => pem("CERTIFICATE", pkcs12(acme, { passphrase: PASSPHRASE })),
    key,
    { passphrase: PASSPHRASE },
  ),
  pair("key-malformed", "an encrypted key that is said not to be", acme.pem, relabelled(ENCRYPTED, "PRIVATE KEY"), {
    passphrase: PASSPHRASE,
  }),
  pair("key-malformed", "a key that is said to be encrypted", acme.pem, relabelled(key, "ENCRYPTED PRIVATE KEY")),
  pair("wrong-pem-type", "PKCS#7 under the label of CMS", () => cms(acme.pem)),
  pair("key-malformed", "an RSA key of version 2", RSA.pem, pem("PRIVATE KEY", longVersion2(RSA.key))),
  pair("key-malformed", "an EC key of version 2", acme.pem, `text\n${pem("PRIVATE KEY", version2(acme.key))}`),
  pair("wrong-pem-type", "a key of OpenSSH", RSA.pem, () => ofOpenSsh(RSA.key, "")),
  pair("wrong-pem-type", "an encrypted key of OpenSSH", RSA.pem, () => ofOpenSsh(RSA.key, PASSPHRASE), {
    passphrase: PASSPHRASE,
  }),
  bundle(
    "pkcs12-malformed",
    "a keystore of the old format",
    () => readFileSync(keystore({ acme: keytoolKey }, { type: "JKS" })),
    PASSPHRASE,
  ),
  bundle("pkcs12-malformed", "a bundle in JSON", () => JSON.stringify({ value: base64(pkcs12(acme)) })),
  bundle(
    "cipher-unsupported",
    "a bundle of GnuTLS with eight certificates, each in a part of 600,000 rounds",
    () => byGnuTls(acme, root, ...Array.from({ length: 6 }, (_, i) => authority(`CN=Other ${i}`))),
    PASSPHRASE,
  ),
  bundle(
    "several-keys",
    "a keystore of keytool with two entries",
    () =>
      readFileSync(
        keystore({ old: { made: certificate("CN=old", { issuer: root, key: keyOf("p256", 4) }) }, acme: keytoolKey }),
      ),
    PASSPHRASE,
  ),
  withAuthorities(
    "pkcs12-not-pem",
    "a bundle of authorities",
    () => pkcs12(root, { above: [upper], args: ["-nokeys"] }),
    undefined,
    "secret",
  ),
  withAuthorities("not-pem", "authorities in base64", base64(root.pem)),
  withAuthorities("der-not-pem", "an authority in DER", root.der),
];

// PEM in a wrapper is named as that, and the command of the fix takes it out.
import { gzipSync } from "node:zlib";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { testTools } from "../support/describe-tools";
import { commandOf, runFix } from "../support/fix";
import { client, file, NOW } from "../support/inspect";

const { certificate, key, made } = client();
const base64 = (text: string) => Buffer.from(text).toString("base64");
const indent = (text: string, by: string) => text.trimEnd().replace(/^/gm, by);

const WRAPPERS: [name: string, wrap: (pem: string) => string | Buffer, words: RegExp][] = [
  ["base64", base64, /^base64 of a file in PEM/],
  ["base64 in lines of Windows", (pem) => base64(pem).replace(/(.{76})/g, "$1\r\n"), /^base64 of a file in PEM/],
  ["base64 of base64", (pem) => base64(base64(pem)), /^base64 of base64 of a file in PEM/],
  ["literal \\n", (pem) => pem.replace(/\n/g, "\\n"), /written as the two characters "\\n"/],
  ["literal \\r\\n in quotes", (pem) => `"${pem.replace(/\n/g, "\\r\\n")}"`, /with/],
  ["one line", (pem) => pem.replace(/\n/g, " "), /on one line/],
  ["a JSON value", (pem) => JSON.stringify({ data: { "tls.crt": pem } }), /^JSON with a file in PEM/],
  ["a JSON list of lines", (pem) => JSON.stringify({ lines: pem.split("\n") }, null, 2), /^JSON with/],
  ["JSON with base64", (pem) => JSON.stringify({ value: base64(pem) }), /^JSON with base64 of a file in PEM/],
  ["dotenv", (pem) => `A=1\nexport PEM="${pem.replace(/\n/g, "\\n")}"\n`, /^an entry PEM with PEM/],
  ["dotenv over several lines", (pem) => `A=1\nPEM="${pem.trimEnd()}"\nB=2\n`, /^PEM with/],
  ["a Secret with data", (pem) => `kind: Secret\ndata:\n  tls.x: ${base64(pem)}\n`, /^an entry tls.x with base64 of/],
  [
    "a Secret with stringData",
    (pem) => `kind: Secret\nstringData:\n  tls.x: |\n${indent(pem, "    ")}\n`,
    /^an entry tls.x/,
  ],
  ["a quotation in a mail", (pem) => indent(pem, "> "), /signs around its lines/],
  ["lines of a program", (pem) => pem.replace(/^(.+)$/gm, '  "$1\\n" +'), /^PEM with/],
  ["UTF-16 with a mark", (pem) => Buffer.from(`\ufeff${pem}`, "utf16le"), /^text in UTF-16/],
  ["UTF-16 without one", (pem) => Buffer.from(pem, "utf16le"), /^text in UTF-16/],
  ["UTF-16, the other order", (pem) => Buffer.from(pem, "utf16le").swap16(), /^text in UTF-16/],
  ["gzip", (pem) => gzipSync(pem), /^gzip of a file in PEM/],
  ["the form of a URL", (pem) => encodeURIComponent(pem), /^the form of a URL/],
  ["dashes of a word processor", (pem) => pem.replace(/-----/g, "\u2013\u2013"), /^PEM with/],
];

test.each(WRAPPERS)("%s around certificate and key: each command makes a file that is accepted", (_, wrap, words) => {
  const files = { certificatePath: file(wrap(certificate), "c.txt"), privateKeyPath: file(wrap(key), "k.txt") };
  const { findings } = inspectMaterial(files, { now: NOW });
  expect(findings.map(({ code }) => code)).toEqual(["not-pem", "not-pem"]);
  for (const { message } of findings) expect(message).toMatch(words);
  const [certificatePath, privateKeyPath] = findings.map(({ fix }) => runFix(commandOf(fix)!));
  const after = inspectMaterial({ certificatePath: certificatePath!, privateKeyPath: privateKeyPath! }, { now: NOW });
  expect(after.findings).toEqual([]);
});

testTools("openssl")("base64 of DER, for both", () => {
  const der = made.key.export({ type: "pkcs8", format: "der" });
  const files = {
    certificatePath: file(made.der.toString("base64"), "c.txt"),
    privateKeyPath: file(der.toString("base64"), "k.txt"),
  };
  const { findings } = inspectMaterial(files, { now: NOW });
  const [certificatePath, privateKeyPath] = findings.map(({ fix }) => runFix(commandOf(fix)!));
  const after = inspectMaterial({ certificatePath: certificatePath!, privateKeyPath: privateKeyPath! }, { now: NOW });
  expect(after.findings).toEqual([]);
});

test.each([
  ["version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"],
  ["\0GITCRYPT\0abcdefgh", "git-crypt"],
  ['{"data":"ENC[AES256_GCM,data:x]","sops":{}}', "SOPS"],
  ["key: ENC[AES256_GCM,data:x]\nsops:\n    age: []\n", "SOPS"],
  ["KEY=ENC[AES256_GCM,data:x]\nsops_version=3.8.1\n", "SOPS"],
  ["$ANSIBLE_VAULT;1.1;AES256\n3836\n", "Ansible Vault"],
  ["age-encryption.org/v1\n-> X25519 x\n", "age"],
  ["-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n", "age"],
  ["-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n", "GnuPG"],
  ["apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n", "SealedSecret"],
  ["op://vault/item/private key", "1Password"],
  ["CHANGE_ME", "a placeholder"],
  ["[REDACTED]\n", "a placeholder"],
  ["********", "a placeholder"],
  ["%%TLS_KEY%%", "a placeholder"],
  ["arn:aws:secretsmanager:eu-west-1:1:secret:x", "a reference to a secret"],
  ["<!DOCTYPE html><html><body>Sign in</body></html>", "a page in HTML"],
  ["", "an empty file"],
  ["a9:99:3e:36:47:06:81:6a:ba:3e:25:71:78:50:c2:6c:9c:d0:d8:9d\n", "a fingerprint"],
  [`sha256 Fingerprint=${"AB:".repeat(31)}AB\n`, "a fingerprint"],
  ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "a fingerprint"],
  ["0000000 8230 c301 8230 6a01 03a0 0102 0202 1002\n", "a dump of bytes"],
  ["0000000 101460 000701 101460 000410\n", "a dump of bytes"],
  ["          Offset Bytes                      Ascii\n", "a dump of bytes"],
  ["subject=CN = client\nissuer=CN = Root\n", "described in words"],
  ["Alias name: acme\nEntry type: PrivateKeyEntry\n", "described in words"],
  ["X509 Certificate:\r\nVersion: 3\r\n", "described in words"],
  ["Private-Key: (2048 bit, 2 primes)\nmodulus:\n", "described in words"],
  ["https://pki.acme.com/client.key\n", "a URL"],
  ["[InternetShortcut]\r\nURL=https://pki.acme.com/client.key\r\n", "a URL"],
  ["C:\\certs\\client.key\r\n", "the path of another file"],
  ["../shared/client-key\n", "the path of another file"],
  ["ssh-rsa-cert-v01@openssh.com AAAAHHNzaC1yc2E x\n", "a key of SSH"],
  ["github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n", "a key of SSH"],
  [Buffer.from(made.der.toString("utf8")), "read as text in UTF-8"],
  [made.der.subarray(0, 200), "begin as DER does"],
])("%j is named for what it is", (content, what) => {
  const paths = { certificatePath: file(certificate, "c.crt"), privateKeyPath: file(content, "k.key") };
  const { findings } = inspectMaterial(paths, { now: NOW });
  expect(findings).toMatchObject([{ code: "not-pem", message: expect.stringContaining(what) }]);
});

import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openPemKey } from "../../src/material/open-key";
import { inspectMaterial, type MaterialFiles } from "../../src/verdict/inspect-material";
import { keyOf, keyPem } from "../support/certificates";
import { bitString, integer, oid, pem, sequence, tlv } from "../support/der";
import { client, codes, file, inspect, NOW, only } from "../support/inspect";

const { certificate, key, made } = client();

function codesOf(files: MaterialFiles): string[] {
  return inspectMaterial(files, { now: NOW }).findings.map(({ code }) => code);
}

test("a file that is not there is named as the user gave it", () => {
  const { findings } = inspectMaterial({ certificatePath: "no/such.crt", privateKeyPath: file(key) }, { now: NOW });
  expect(findings).toMatchObject([{ code: "file-not-found", file: "no/such.crt" }]);
});

test("a directory, a null byte in the path and an empty path are no crash", () => {
  const directory = join(file(""), "..", "directory");
  mkdirSync(directory, { recursive: true });
  expect(codesOf({ certificatePath: directory, privateKeyPath: file(key) })).toEqual(["file-unreadable"]);
  expect(codesOf({ certificatePath: "a\0b", privateKeyPath: file(key) })).toEqual(["file-unreadable"]);
  expect(codesOf({ certificatePath: "", privateKeyPath: file(key) })).toEqual(["file-not-found"]);
});

test("a file beyond a megabyte is not read", () =>
  expect(codes({ certificate: Buffer.alloc(1024 * 1024 + 1), key })).toEqual(["file-too-large"]));

test("a device is not read: it may never end", () =>
  expect(codesOf({ certificatePath: "/dev/zero", privateKeyPath: file(key) })).toEqual(["file-unreadable"]));

test("swapped files are named as swapped, each", () => {
  const { findings } = inspect({ certificate: key, key: certificate });
  expect(findings.map(({ code }) => code)).toEqual(["wrong-pem-type", "wrong-pem-type"]);
  expect(findings.every(({ message }) => message.endsWith("the two files are swapped"))).toBe(true);
});

test("two certificates, or two keys, are of the wrong type, not swapped", () => {
  expect(only({ certificate, key: certificate }).message).not.toContain("swapped");
  expect(only({ certificate: key, key }).message).not.toContain("swapped");
});

test("certificate and key may be in one file, in either order", () => {
  for (const content of [certificate + key, key + certificate]) {
    const path = file(content);
    expect(codesOf({ certificatePath: path, privateKeyPath: path })).toEqual([]);
  }
});

test("the certificate that is handed on never holds the key that shares its file", () => {
  const path = file(key + certificate);
  const inspected = inspectMaterial({ certificatePath: path, privateKeyPath: path }, { now: NOW });
  expect(inspected.chainPem).toBe(made.pem);
  expect(JSON.stringify({ ...inspected, secretFile: undefined })).not.toContain("PRIVATE");
});

test("one file for both that is not there is one finding", () =>
  expect(codesOf({ certificatePath: "no/such", privateKeyPath: "no/such" })).toEqual(["file-not-found"]));

test("the secret file is named with the SHA-256 of what was read", () =>
  expect(inspect({ certificate, key }).secretFile).toEqual({
    path: expect.stringContaining("client.key"),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  }));

test.each([
  ["", "not-pem", "an empty file"],
  ["hello", "not-pem", 'no line "-----BEGIN …"'],
  [Buffer.from(`\ufeff${certificate}`, "utf16le"), "not-pem", "UTF-16"],
  [certificate.replace(/^/gm, "  "), "not-pem", "white space, quotes or other signs around its lines"],
  [certificate.replace(/\n/g, "\r"), "not-pem", "carriage return"],
  [Buffer.from("feedfeed00000002", "hex"), "not-pem", "a Java keystore"],
  [made.der, "der-not-pem", "a certificate in DER"],
  [made.key.export({ type: "pkcs8", format: "der" }), "wrong-pem-type", "a private key in DER"],
  ["-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n", "wrong-pem-type", "REQUEST"],
  ["-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n", "wrong-pem-type", "a PKCS7"],
])("a certificate file like %.20j… is %s: %s", (content, code, message) =>
  expect(only({ certificate: content, key })).toMatchObject({ code, message: expect.stringContaining(message) }),
);

test.each([
  [made.key.export({ type: "pkcs8", format: "der" }), "der-not-pem"],
  [made.key.export({ type: "sec1", format: "der" } as never) as unknown as Buffer, "der-not-pem"],
  [made.der, "wrong-pem-type"],
  ["-----BEGIN OPENSSH PRIVATE KEY-----\nMAA=\n-----END OPENSSH PRIVATE KEY-----\n", "wrong-pem-type"],
])("a key file like %.20j… is %s", (content, code) => expect(codes({ certificate, key: content })).toEqual([code]));

const PUBLIC = createPublicKey(made.key).export({ type: "spki", format: "der" });
const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
const empty = sequence();
const REQUEST = sequence(sequence(integer(0), empty, PUBLIC, tlv(0xa0)), algorithm, bitString(Buffer.alloc(8)));
const date = tlv(0x17, Buffer.from("260101000000Z"));
const REVOKED = sequence(sequence(integer(1), algorithm, empty, date), algorithm, bitString(Buffer.alloc(8)));

test.each([
  ["a public key", PUBLIC],
  ["a request for a certificate", REQUEST],
  ["a revocation list (CRL)", REVOKED],
  ["a private key", made.key.export({ type: "pkcs8", format: "der" })],
  [
    "an encrypted private key",
    made.key.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" }),
  ],
  ["a certificate", made.der],
])("%s is named, in DER, as a bundle and under another label", (what, der) => {
  const isCertificate = der === made.der;
  const files = isCertificate ? { certificate, key: der } : { certificate: der, key };
  const label = isCertificate ? "PRIVATE KEY" : "CERTIFICATE";
  expect(only(files).message).toMatch(`${isCertificate ? "a certificate" : what.replace("an encrypted", "a")} in DER`);
  expect(only({ ...files, [isCertificate ? "key" : "certificate"]: pem(label, der) }).message).toMatch(
    `it says ${label}, but holds ${what}`,
  );
  const [found] = inspectMaterial({ pkcs12Path: file(der) }, { now: NOW }).findings;
  expect(found!.message).toBe(`${what} in DER, where a PKCS#12 bundle was expected`);
});

test("a file in PEM of another kind is named where a bundle was expected", () => {
  const { findings } = inspectMaterial({ pkcs12Path: file(pem("CERTIFICATE REQUEST", REQUEST)) }, { now: NOW });
  expect(findings).toMatchObject([{ message: expect.stringMatching("^a file in PEM with a CERTIFICATE REQUEST,") }]);
});

test("a key file with two keys is ambiguous", () =>
  expect(only({ certificate, key: key + keyPem(made.key) }).code).toBe("several-keys"));

test.each<[string, (other: string) => string]>([
  ["base64", (other) => other.replace("\nM", "\n!")],
  ["last line", (other) => other.replace("END PRIVATE", "END EC PRIVATE")],
  ["contents", () => pem("PRIVATE KEY", Buffer.alloc(40, 7))],
])("of two keys, Node takes the one that is whole, before or after one with a damaged %s", (_, damage) => {
  const other = damage(keyPem(keyOf("p256", 9)));
  for (const both of [other + key, key + other]) {
    expect(createPrivateKey(both).equals(made.key)).toBe(true);
    expect(openPemKey(both).equals(made.key)).toBe(true);
    expect(only({ certificate, key: both })).toMatchObject({
      code: "pem-line-ignored",
      message: expect.stringMatching(/^the PRIVATE KEY .* is damaged and is not read/),
    });
  }
});

test("a key beyond what a secret holds is refused", () =>
  expect(codes({ certificate, key: key + "x".repeat(70_000) })).toEqual(["registration-too-large"]));

test("a relative path is relative to the working directory", () =>
  expect(codesOf({ certificatePath: "package.json", privateKeyPath: file(key) })).toEqual(["not-pem"]));

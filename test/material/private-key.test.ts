import { createPrivateKey } from "node:crypto";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { encryptedPem, keyOf, keyPem } from "../support/certificates";
import { integer, octetString, oid, pem, sequence, tlv } from "../support/der";
import { client, codes, file, NOW, only } from "../support/inspect";

const { certificate, key, made } = client();
const rsa = client({ key: keyOf("rsa") });
const encrypted = encryptedPem(made.key, "secret");

test.each([
  ["pkcs1", rsa],
  ["pkcs8", rsa],
  ["sec1", client()],
])("a key in the form %s is fine", (type, { certificate, made }) =>
  expect(codes({ certificate, key: keyPem(made.key, { type }) })).toEqual([]),
);

test("an encrypted key with its passphrase is fine", () =>
  expect(codes({ certificate, key: encrypted }, { passphrase: "secret" })).toEqual([]));

test("a traditionally encrypted key with its passphrase is fine", () => {
  const traditional = keyPem(rsa.made.key, { type: "pkcs1", cipher: "aes-128-cbc", passphrase: "secret" });
  expect(traditional).toContain("Proc-Type");
  expect(codes({ certificate: rsa.certificate, key: traditional }, { passphrase: "secret" })).toEqual([]);
  expect(codes({ certificate: rsa.certificate, key: traditional }, { passphrase: "wrong" })).toEqual([
    "passphrase-wrong",
  ]);
  expect(codes({ certificate: rsa.certificate, key: traditional })).toEqual(["passphrase-missing"]);
});

test("a passphrase may be of any letters", () => {
  const passphrase = "Pässwörter 密碼 🔑";
  expect(codes({ certificate, key: encryptedPem(made.key, passphrase) }, { passphrase })).toEqual([]);
});

test("no passphrase for an encrypted key is missing", () =>
  expect(codes({ certificate, key: encrypted })).toEqual(["passphrase-missing"]));

test("an empty passphrase is a passphrase, not none", () => {
  const empty = encryptedPem(made.key, "");
  expect(codes({ certificate, key: empty }, { passphrase: "" })).toEqual([]);
  expect(codes({ certificate, key: empty })).toEqual(["passphrase-missing"]);
  expect(codes({ certificate, key: encrypted }, { passphrase: "" })).toEqual(["passphrase-wrong"]);
});

test("a wrong passphrase is wrong, also when the padding happens to look right", () => {
  const key = keyPem(rsa.made.key, { type: "pkcs1", cipher: "aes-128-cbc", passphrase: "secret" });
  const path = { certificatePath: file(rsa.certificate), privateKeyPath: file(key) };
  for (let i = 0; i < 250; i++) {
    const { findings } = inspectMaterial(path, { now: NOW, passphrase: `wrong ${i}` });
    expect(findings.map(({ code }) => code)).toEqual(["passphrase-wrong"]);
  }
});

test("a passphrase for a key that needs none is worth a warning", () => {
  expect(only({ certificate, key }, { passphrase: "secret" })).toMatchObject({
    code: "passphrase-unneeded",
    severity: "warning",
  });
  expect(codes({ certificate, key }, { passphraseElsewhere: true })).toEqual(["passphrase-unneeded"]);
});

test("a passphrase that synth cannot read leaves the key unchecked", () =>
  expect(only({ certificate, key: encrypted }, { passphraseElsewhere: true })).toMatchObject({
    code: "key-unchecked",
    severity: "warning",
  }));

test("a passphrase longer than OpenSSL takes is said to be", () =>
  expect(only({ certificate, key: encrypted }, { passphrase: "x".repeat(1025) }).message).toContain("1025 bytes"));

test("a passphrase is never in a message", () => {
  const finding = only({ certificate, key: encrypted }, { passphrase: "hunter2-hunter2" });
  expect(JSON.stringify(finding)).not.toContain("hunter2");
});

test("the key of another certificate is a mismatch, also of another algorithm", () => {
  expect(codes({ certificate, key: keyPem(keyOf("p256", 9)) })).toEqual(["key-mismatch"]);
  expect(only({ certificate, key: keyPem(keyOf("rsa")) }).message).toMatch(
    /^the private key \(rsa, 2048 bits\) is not the one of the certificate CN=client \(.*client.crt, ec, prime256v1\)$/,
  );
});

test("a key under the wrong label is refused, as Node does", () => {
  const pkcs1 = keyPem(rsa.made.key, { type: "pkcs1" }).replace(/RSA PRIVATE/g, "PRIVATE");
  expect(only({ certificate: rsa.certificate, key: pkcs1 }).message).toMatch(
    /says PRIVATE KEY, but holds a key in PKCS#1 form/,
  );
});

test("PKCS#8 of version 2 is refused on every Node, as Node 20 does, with the command that rewrites it", () => {
  const { d, x } = keyOf("ed25519").export({ format: "jwk" });
  const [secret, open] = [d!, x!].map((part) => Buffer.from(part, "base64url"));
  const version2 = sequence(
    integer(1),
    sequence(oid("1.3.101.112")),
    octetString(octetString(secret!)),
    tlv(0x81, Buffer.alloc(1), open!),
  );
  const finding = only({ ...client({ key: keyOf("ed25519") }), key: pem("PRIVATE KEY", version2) });
  expect(finding).toMatchObject({ code: "key-malformed", message: expect.stringContaining("PKCS#8 version 2") });
  expect(finding.fix).toContain("openssl pkey -inform DER");
});

test("a key whose private half was damaged is refused, whatever its type", () => {
  for (const name of ["rsa", "p256", "p521"] as const) {
    const { certificate, made } = client({ key: keyOf(name) });
    const der = made.key.export({ type: "pkcs8", format: "der" });
    // RSA: in d, and in p, since OpenSSL makes up for one of the two.
    for (const at of name === "rsa" ? [-5 * 131 - 60, -4 * 131 - 40] : [45 - der.length]) der[der.length + at]! ^= 1;
    const damaged = pem("PRIVATE KEY", der);
    expect(createPrivateKey(damaged).asymmetricKeyType).toBeTruthy();
    expect(codes({ certificate, key: damaged })).toEqual(["key-malformed"]);
  }
});

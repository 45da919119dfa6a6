import { createSecureContext } from "node:tls";
import { inspectMaterial, type MaterialOptions } from "../../src/verdict/inspect-material";
import { authority, certificate, keyOf, keyPem } from "../support/certificates";
import { integer, octetString, oid, sequence, tlv } from "../support/der";
import { client, file, NOW } from "../support/inspect";
import { pkcs12 } from "../support/openssl";

const { made, certificate: pem, key } = client();

function inspect(bundle: Buffer | string, options: Partial<MaterialOptions> = {}) {
  return inspectMaterial({ pkcs12Path: file(bundle, "client.p12") }, { now: NOW, passphrase: "secret", ...options });
}

function codes(bundle: Buffer | string, options: Partial<MaterialOptions> = {}): string[] {
  return inspect(bundle, options).findings.map(({ code }) => code);
}

test.each(["rsa", "rsa-pss", "p256", "p521", "ed25519", "ed448"] as const)(
  "a bundle with a key of type %s is fine",
  (name) => {
    const { made } = client({ key: keyOf(name) });
    const { findings, facts } = inspect(pkcs12(made));
    expect(findings).toEqual([]);
    expect(facts).toMatchObject({ subject: "CN=client", chainLength: 1 });
  },
);

test.each(["sha1", "md5"] as const)("a certificate signed with %s is weak, and the bundle is not malformed", (hash) => {
  const { made } = client({ issuer: authority("CN=R", { key: keyOf("rsa") }), hash });
  expect(codes(pkcs12(made))).toEqual(["weak-signature"]);
});

test.each([
  ["AES-128", ["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"]],
  ["triple DES", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"]],
  ["triple DES with two keys", ["-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"]],
  ["Camellia", ["-keypbe", "CAMELLIA-256-CBC", "-certpbe", "CAMELLIA-256-CBC"]],
  ["no encryption", ["-keypbe", "NONE", "-certpbe", "NONE"]],
  ["a MAC of SHA-1", ["-macalg", "sha1"]],
  ["a MAC of SHA-384", ["-macalg", "sha384"]],
  ["a MAC of SHA-512", ["-macalg", "sha512"]],
  ["one round", ["-noiter", "-nomaciter"]],
])("%s is fine", (_, args) => expect(codes(pkcs12(made, { args }))).toEqual([]));

test.each([
  ["RC2 with 40 bits", ["-certpbe", "PBE-SHA1-RC2-40"]],
  ["RC2 with 128 bits", ["-certpbe", "PBE-SHA1-RC2-128"]],
])("%s is unsupported, and a wrong passphrase is told first", (_, args) => {
  const legacy = pkcs12(made, { args: ["-legacy", "-keypbe", "PBE-SHA1-3DES", ...args] });
  const { findings } = inspect(legacy);
  expect(findings).toMatchObject([
    { code: "cipher-unsupported", fix: expect.stringContaining("openssl pkcs12 -legacy") },
  ]);
  expect(codes(legacy, { passphrase: "wrong" })).toEqual(["passphrase-wrong"]);
});

test("a wrong passphrase is wrong, whatever Node says about it", () => {
  const bundle = file(pkcs12(made), "client.p12");
  for (let i = 0; i < 20; i++) {
    const { findings } = inspectMaterial({ pkcs12Path: bundle }, { now: NOW, passphrase: `wrong ${i}` });
    expect(findings.map(({ code }) => code)).toEqual(["passphrase-wrong"]);
  }
});

test("no passphrase is missing, where the bundle has one", () =>
  expect(codes(pkcs12(made), { passphrase: undefined })).toEqual(["passphrase-missing"]));

test("an empty passphrase may be left out, as for Node", () => {
  const empty = pkcs12(made, { passphrase: "" });
  for (const passphrase of ["", undefined]) expect(codes(empty, { passphrase })).toEqual([]);
  expect(codes(empty)).toEqual(["passphrase-wrong"]);
});

test("a passphrase may be of any letters", () => {
  const passphrase = "Pässwörter 密碼 🔑";
  expect(codes(pkcs12(made, { passphrase }), { passphrase })).toEqual([]);
});

test("a passphrase that synth cannot read keeps the certificate from being registered", () =>
  expect(codes(pkcs12(made), { passphrase: undefined, passphraseElsewhere: true })).toEqual(["passphrase-missing"]));

test("a bundle without a MAC is refused on every Node, as Node 20 does", () => {
  expect(codes(pkcs12(made, { args: ["-nomac"] }))).toEqual(["pkcs12-no-mac"]);
});

test("a bundle needs both, key and certificate", () => {
  expect(codes(pkcs12(made, { args: ["-nokeys"] }))).toEqual(["pkcs12-no-key"]);
  expect(codes(pkcs12(made, { args: ["-nocerts"] }))).toEqual(["pkcs12-no-certificate"]);
});

test("the chain of a bundle is put in order for the registration", () => {
  const root = authority("CN=Root");
  const upper = authority("CN=Upper", { issuer: root, key: keyOf("p256", 1) });
  const lower = authority("CN=Lower", { issuer: upper, key: keyOf("p256", 2) });
  const leaf = certificate("CN=client", { issuer: lower, key: keyOf("p256", 3) });
  const inspected = inspect(pkcs12(leaf, { above: [root, upper, lower] }));
  expect(inspected.findings).toEqual([]);
  expect(inspected.chainPem).toBe(leaf.pem + lower.pem + upper.pem + root.pem);
  expect(inspected.facts!.chainLength).toBe(4);
});

test("the rules are those for PEM: dates, purpose, strength", () => {
  const old = client({ notAfter: "20250101000000Z", extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"] });
  expect(codes(pkcs12(old.made))).toEqual(["expired", "no-client-auth"]);
});

test("a file in PEM is no bundle", () => expect(codes(pem + key)).toEqual(["pem-not-pkcs12"]));

test.each([
  ["an empty file", Buffer.alloc(0)],
  ["a certificate in DER", made.der],
  ["a private key in DER", made.key.export({ type: "pkcs8", format: "der" })],
  ["not a PKCS#12 bundle", Buffer.from("hello")],
  ["not a PKCS#12 bundle", pkcs12(made).subarray(0, 200)],
])("%s is said to be what it is", (message, content) =>
  expect(inspect(content).findings).toMatchObject([
    { code: "pkcs12-malformed", message: expect.stringContaining(message) },
  ]),
);

test("BER, as Java writes it, is read", () => {
  const bundle = pkcs12(made, { args: ["-keypbe", "NONE", "-certpbe", "NONE"] });
  // The outermost SEQUENCE with an open length and its end marker: as valid, and not DER.
  const open = Buffer.concat([Buffer.from([0x30, 0x80]), bundle.subarray(4), Buffer.alloc(2)]);
  expect(() => createSecureContext({ pfx: open, passphrase: "secret" })).not.toThrow();
  expect(codes(open)).toEqual([]);
});

test("a MAC that asks for billions of rounds, or for what Node 20 does not have, is not tried", () => {
  const withMac = (algorithm: string, rounds: number) =>
    sequence(
      integer(3),
      sequence(oid("1.2.840.113549.1.7.1"), tlv(0xa0, octetString(sequence()))),
      sequence(
        sequence(sequence(oid(algorithm)), octetString(Buffer.alloc(32))),
        octetString(Buffer.alloc(8)),
        integer(rounds),
      ),
    );
  expect(codes(withMac("2.16.840.1.101.3.4.2.1", 2_000_000_000))).toEqual(["cipher-unsupported"]);
  expect(codes(withMac("1.2.840.113549.1.5.14", 1))).toEqual(["cipher-unsupported"]);
});

test("a bundle beyond what a secret holds is refused", () => {
  const above = Array.from({ length: 90 }, (_, i) =>
    authority(`CN=${"x".repeat(300)} ${i}`, { key: keyOf("p256", 1) }),
  );
  expect(codes(pkcs12(made, { above }))).toContain("registration-too-large");
});

test("the secret file is the bundle, and nothing of its key is in the result", () => {
  const inspected = inspect(pkcs12(made));
  expect(inspected.secretFile?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(inspected)).not.toContain(keyPem(made.key).split("\n")[1]);
});

import { authority, EKU, extension, KU, keyOf } from "../support/certificates";
import { nothing, sequence, tlv } from "../support/der";
import { client, codes, only } from "../support/inspect";

test.each(["rsa", "rsa3072", "rsa-pss", "p256", "p384", "p521", "ed25519", "ed448"] as const)(
  "a certificate with a key of type %s is fine",
  (name) => expect(codes(client({ key: keyOf(name) }))).toEqual([]),
);

test.each(["rsa-pss-sha384", "rsa-pss-sha512"] as const)("a key of RSA-PSS for one hash is fine: %s", (name) =>
  expect(codes(client({ key: keyOf(name) }))).toEqual([]),
);

test.each([
  ["rsa-pss-sha1", "has a key of RSA-PSS for sha1 and a salt of 20 bytes or more, which TLS does not use"],
  ["rsa-pss-long-salt", "has a key of RSA-PSS for sha256 and a salt of 33 bytes or more, which TLS does not use"],
  ["p256-unnamed", "has a key on a curve that is written out instead of named"],
  ["x25519", "has a key of type x25519"],
] as const)("TLS has no use for a key of type %s", (name, message) =>
  expect(only(client({ key: keyOf(name) }))).toMatchObject({
    code: "key-type-unsupported",
    message: expect.stringContaining(message),
  }),
);

test("a curve that not every Node has a type of key for is named as far as it is known", () =>
  expect(only(client({ key: keyOf("sm2") })).message).toMatch(
    /a key (?:on the curve SM2|of a type that this Node does not know);/,
  ));

test("an authority whose curve is written out is refused, too", () => {
  const middle = authority("CN=Middle", { issuer: authority("CN=Root"), key: keyOf("p256-unnamed") });
  const { certificate, key } = client({ issuer: middle });
  expect(codes({ certificate: certificate + middle.pem, key })).toEqual(["key-type-unsupported"]);
});

test("an RSA key below 2048 bits is weak", () =>
  expect(codes(client({ key: keyOf("rsa1024") }))).toEqual(["weak-key"]));

test.each(["secp256k1", "dsa"] as const)("TLS has no signature for a key of type %s", (name) =>
  expect(codes(client({ key: keyOf(name) }))).toEqual(["key-type-unsupported"]),
);

test("a small curve is weak, and TLS does not have it", () =>
  expect(codes(client({ key: keyOf("p192") }))).toEqual(["key-type-unsupported", "weak-key"]));

test.each(["md5", "sha1"] as const)("a signature with %s is weak", (hash) =>
  expect(codes(client({ issuer: authority("CN=R", { key: keyOf("rsa") }), hash }))).toEqual(["weak-signature"]),
);

test("a signature with SHA-1 is weak on a curve, too", () =>
  expect(codes(client({ hash: "sha1" }))).toEqual(["weak-signature"]));

test("what a self-signed root in the chain is signed with does not matter", () => {
  const root = authority("CN=Old root", { key: keyOf("rsa"), hash: "sha1" });
  const { certificate, key } = client({ issuer: root });
  expect(codes({ certificate: certificate + root.pem, key })).toEqual([]);
});

test("an intermediate authority with a weak signature or key is named with its place", () => {
  const root = authority("CN=Root", { key: keyOf("rsa") });
  const middle = authority("CN=Middle", { key: keyOf("rsa1024"), issuer: root, hash: "sha1" });
  const { certificate, key } = client({ issuer: middle });
  expect(codes({ certificate: certificate + middle.pem, key })).toEqual(["weak-key", "weak-signature"]);
});

test("an extended key usage without clientAuth does not do", () =>
  expect(only(client({ extendedKeyUsage: [EKU.server] }))).toMatchObject({
    code: "no-client-auth",
    message: expect.stringContaining("serverAuth only"),
  }));

test("what else a server objects to does not hide behind it, since it may be acknowledged", () => {
  // basicConstraints with a BOOLEAN of two bytes
  const broken = extension("2.5.29.19", sequence(tlv(0x01, Buffer.alloc(2))), true);
  const found = codes(client({ extendedKeyUsage: [EKU.server], extensions: [broken], ca: null }));
  expect(found).toEqual(["no-client-auth", "extension-invalid"]);
});

test("anyExtendedKeyUsage alone is not enough for OpenSSL", () =>
  expect(codes(client({ extendedKeyUsage: [EKU.any] }))).toEqual(["no-client-auth"]));

test("an extended key usage of nothing is for nothing", () =>
  expect(only(client({ extendedKeyUsage: [] })).message).toContain("is for nothing only (extended key usage)"));

test("no extended key usage at all is fine", () => expect(codes(client({ extendedKeyUsage: null }))).toEqual([]));

test("clientAuth among others is fine", () =>
  expect(codes(client({ extendedKeyUsage: [EKU.server, EKU.client] }))).toEqual([]));

test("an intermediate authority for servers only may not issue for clients", () => {
  const root = authority("CN=Root");
  const middle = authority("CN=Middle", { issuer: root, key: keyOf("p256", 1), extendedKeyUsage: [EKU.server] });
  const { certificate, key } = client({ issuer: middle });
  expect(only({ certificate: certificate + middle.pem, key }).code).toBe("no-client-auth");
});

test("a key usage without digitalSignature does not do", () =>
  expect(codes(client({ keyUsage: KU.keyEncipherment }))).toEqual(["no-digital-signature"]));

test("keyAgreement alone passes with OpenSSL only", () =>
  expect(codes(client({ keyUsage: KU.keyAgreement }))).toEqual(["key-agreement-only"]));

test("no key usage at all is fine", () => expect(codes(client({ keyUsage: null }))).toEqual([]));

test("the certificate of an authority is a strange one for a client", () =>
  expect(codes(client({ ca: true, keyUsage: KU.digitalSignature | KU.keyCertSign }))).toEqual(["is-ca"]));

test("a critical extension that nobody knows makes servers refuse", () =>
  expect(codes(client({ extensions: [extension("1.2.3.4", nothing(), true)] }))).toEqual(["extension-invalid"]));

test.each([
  ["proxies", "1.3.6.1.5.5.7.1.14"],
  ["address blocks", "1.3.6.1.5.5.7.1.7"],
  ["autonomous systems", "1.3.6.1.5.5.7.1.8"],
])("an extension for %s makes servers refuse, critical or not", (_, id) =>
  expect(codes(client({ extensions: [extension(id, nothing())] }))).toEqual(["extension-invalid"]),
);

test("an unknown extension that is not critical is fine", () =>
  expect(codes(client({ extensions: [extension("1.2.3.4", nothing())] }))).toEqual([]));

test("an extension that is there twice makes servers refuse", () =>
  expect(codes(client({ extensions: [extension("2.5.29.15", Buffer.from("03020780", "hex"))] }))).toEqual([
    "extension-invalid",
  ]));

test("two different signature algorithms in one certificate make servers refuse", () =>
  expect(codes(client({ innerHash: "sha384" }))).toEqual(["extension-invalid"]));

test("a certificate of version 1 is fine", () => expect(codes(client({ version: 1 }))).toEqual([]));

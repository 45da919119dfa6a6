import { existsSync, readFileSync } from "node:fs";
import { authority, certificate, EKU, extension, KU, keyOf, keyPem } from "../support/certificates";
import { nothing, sequence, tlv } from "../support/der";
import { client, codes, inspect, only } from "../support/inspect";

const root = authority("CN=Root");
const other = authority("CN=Other", { key: keyOf("p256", 1) });

/** A good client with this file of authorities, to which its root is added. */
function withAuthorities(...pems: string[]) {
  return { ...client({ issuer: root }), authority: root.pem + pems.join("") };
}

test("several authorities are fine, and their subjects are facts", () => {
  expect(codes(withAuthorities(other.pem))).toEqual([]);
  expect(inspect(withAuthorities(other.pem)).facts!.certificateAuthorities).toEqual(["CN=Root", "CN=Other"]);
});

test("every block is read, not only the first", () =>
  expect(only(withAuthorities(other.pem.replace("\nM", "\n!")))).toMatchObject({ code: "ca-malformed" }));

test("a certificate that is no authority is said to be none", () =>
  expect(only(withAuthorities(certificate("CN=x", { issuer: other }).pem)).code).toBe("ca-not-a-ca"));

test("an authority that may not sign certificates is none", () =>
  expect(codes(withAuthorities(authority("CN=x", { issuer: other, keyUsage: KU.cRLSign }).pem))).toEqual([
    "ca-not-a-ca",
  ]));

test("a self-signed certificate is its own authority", () =>
  expect(codes(withAuthorities(certificate("CN=server", { ca: null }).pem))).toEqual([]));

test("a root of version 1 is an authority", () =>
  expect(codes(withAuthorities(authority("CN=v1", { version: 1 }).pem))).toEqual([]));

test("an authority out of date is said to be", () => {
  expect(codes(withAuthorities(authority("CN=x", { notAfter: "20250101000000Z" }).pem))).toEqual(["ca-expired"]);
  expect(codes(withAuthorities(authority("CN=x", { notBefore: "20300101000000Z" }).pem))).toEqual(["ca-not-yet-valid"]);
  expect(codes(withAuthorities(authority("CN=x", { notAfter: "20301301000000Z" }).pem))).toEqual(["ca-malformed"]);
});

test("the same authority twice is worth a warning", () =>
  expect(only(withAuthorities(root.pem))).toMatchObject({ code: "ca-duplicate", severity: "warning" }));

test("an authority with a weak key does not do in Node 24", () =>
  expect(codes(withAuthorities(authority("CN=x", { key: keyOf("rsa1024") }).pem))).toEqual(["weak-key"]));

test("a key, or nothing, in the file of authorities is said to be there", () => {
  expect(codes({ ...client(), authority: keyPem(root.key) })).toEqual(["wrong-pem-type"]);
  expect(codes({ ...client(), authority: "" })).toEqual(["not-pem"]);
});

test("the authorities are written anew from their DER", () => {
  const { certificateAuthority } = inspect({ ...client(), authority: `a comment\n${keyPem(root.key)}${root.pem}` });
  expect(certificateAuthority).toBe(root.pem);
});

/** Its chain is complete, whatever authorities there are for the servers. */
const selfSigned = client({ key: keyOf("p256", 5), issuer: undefined });

/** A good client with this file of authorities, and nothing else in it; the severities and codes. */
function alone(...pems: string[]): string[] {
  const { findings } = inspect({ ...selfSigned, authority: pems.join("") });
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

const expired = authority("CN=Expired", { key: keyOf("p256", 2), notAfter: "20250101000000Z" });
const weak = authority("CN=Weak", { key: keyOf("rsa1024") });
const intermediate = authority("CN=Intermediate", { issuer: other, key: keyOf("p384", 1) });

test("an intermediate authority alone is an error, with its root it is fine", () => {
  expect(alone(intermediate.pem)).toEqual(["error ca-incomplete"]);
  expect(alone(intermediate.pem, other.pem)).toEqual([]);
  expect(alone(intermediate.pem, root.pem)).toEqual(["warning ca-incomplete"]);
});

test("what is wrong with some authorities is a warning where a server of another one is believed", () => {
  expect(alone(expired.pem, weak.pem, other.pem)).toEqual(["warning ca-expired", "warning weak-key"]);
  expect(alone(expired.pem, weak.pem)).toEqual(["error ca-expired", "error weak-key"]);
  expect(alone(expired.pem)).toEqual(["error ca-expired"]);
});

test.each([
  ["for clients only", authority("CN=x", { extendedKeyUsage: [EKU.client] }), "unsuitable certificate purpose"],
  [
    "with a critical extension that nobody knows",
    authority("CN=x", { extensions: [extension("1.2.3.4", nothing(), true)] }),
    "unhandled critical extension",
  ],
])("an authority %s is refused in the words of OpenSSL", (_, made, reason) =>
  expect(only({ ...selfSigned, authority: made.pem })).toMatchObject({
    code: "ca-refused",
    message: expect.stringContaining(reason),
  }),
);

test("an authority that may vouch for some hosts only is fine", () => {
  const constraints = sequence(tlv(0xa0, sequence(tlv(0x82, Buffer.from("acme.com")))));
  expect(alone(authority("CN=x", { extensions: [extension("2.5.29.30", constraints, true)] }).pem)).toEqual([]);
});

test.each(["rsa", "rsa-pss", "p521", "ed25519", "ed448"] as const)("an authority with a key of %s is fine", (name) =>
  expect(alone(authority("CN=x", { key: keyOf(name, 6) }).pem)).toEqual([]),
);

const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

(existsSync(BUNDLE) ? test : test.skip)("the authorities of Debian are accepted", () => {
  const { findings } = inspect({ ...client({ issuer: root }), authority: readFileSync(BUNDLE) });
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

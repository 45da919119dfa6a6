import { authority, certificate, KU, keyOf, keyPem } from "../support/certificates";
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

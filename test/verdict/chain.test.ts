import {
  authority,
  type CertificateOptions,
  certificate,
  extension,
  keyOf,
  keyPem,
  type Made,
} from "../support/certificates";
import { sequence, tlv } from "../support/der";
import { client, codes, only } from "../support/inspect";

const root = authority("CN=Root");
const upper = authority("CN=Upper", { issuer: root, key: keyOf("p256", 1) });
const lower = authority("CN=Lower", { issuer: upper, key: keyOf("p256", 2) });
const leafKey = keyOf("p256", 3);

function chain(...above: Made[]): { certificate: string; key: string } {
  return chainOf({}, ...above);
}

function chainOf(options: CertificateOptions, ...above: Made[]): { certificate: string; key: string } {
  const leaf = certificate("CN=client", { issuer: lower, key: leafKey, ...options });
  return { certificate: [leaf, ...above].map(({ pem }) => pem).join(""), key: keyPem(leafKey) };
}

test("leaf, then each issuer, is fine, with the root and without it", () => {
  expect(codes(chain(lower, upper))).toEqual([]);
  expect(codes(chain(lower, upper, root))).toEqual([]);
});

test("intermediates in the wrong order are said to be, with the right order", () => {
  expect(only(chain(upper, lower))).toMatchObject({
    code: "chain-order",
    message: expect.stringContaining(
      "CN=Upper (block 2 of 3, line 10) stands before the certificate that it certifies",
    ),
    fix: expect.stringContaining("put the certificates in the order 1, 3, 2: "),
  });
});

test("a leaf that is not first is found by its key", () => {
  const leaf = chain();
  const reversed = { ...leaf, certificate: upper.pem + lower.pem + leaf.certificate };
  expect(only(reversed)).toMatchObject({
    code: "chain-order",
    message: expect.stringContaining("the first certificate is CN=Upper; the certificate of the client, CN=client, is"),
    fix: expect.stringContaining("put the certificates in the order 3, 2, 1: "),
  });
});

test("a leaf that is not first is found without its key, too", () => {
  const { certificate } = chain();
  expect(codes({ certificate: lower.pem + certificate, key: "no key" })).toEqual(["not-pem", "chain-order"]);
});

test("a certificate that has nothing to do with the leaf breaks the chain", () =>
  expect(only(chain(lower, upper, authority("CN=Stranger")))).toMatchObject({
    code: "chain-broken",
    message: "CN=Stranger (block 4 of 4, line 28) is not above CN=client, which was issued by CN=Lower",
  }));

test("an authority of the right name with another key breaks the chain", () =>
  expect(only(chain(authority("CN=Lower", { key: keyOf("p384") })))).toMatchObject({
    code: "chain-broken",
    message: expect.stringContaining("has the name of the issuer of CN=client, but another key signed it"),
  }));

test("the same certificate twice breaks the chain", () =>
  expect(only(chain(lower, lower, upper)).message).toMatch(/^the same certificate stands in the file twice: CN=Lower/));

test("cross-signed authorities are fine", () => {
  const otherRoot = authority("CN=Other root", { key: keyOf("p256", 4) });
  const crossSigned = authority("CN=Upper", { issuer: otherRoot, key: upper.key });
  expect(codes(chain(lower, upper, crossSigned))).toEqual([]);
  expect(codes(chain(lower, crossSigned, upper, root, otherRoot))).toEqual([]);
});

test("an issuer that is no authority breaks the chain", () => {
  const noAuthority = certificate("CN=Middle", {
    issuer: root,
    key: keyOf("p256", 1),
    keyUsage: null,
    extendedKeyUsage: null,
  });
  expect(only(chainOf({ issuer: noAuthority }, noAuthority))).toMatchObject({
    code: "chain-broken",
    message: expect.stringContaining("is not a certificate authority"),
  });
});

test("an intermediate without basic constraints is no authority, whatever its key usage says", () => {
  const old = authority("CN=Old", { issuer: root, key: keyOf("p256", 1), ca: null });
  expect(only(chainOf({ issuer: old }, old)).message).toContain("no basicConstraints CA:TRUE");
});

test("an authority with a damaged extension breaks the chain", () => {
  const twice = authority("CN=Twice", {
    issuer: root,
    key: keyOf("p256", 1),
    extensions: [extension("2.5.29.15", Buffer.from("03020204", "hex"))],
  });
  expect(only(chainOf({ issuer: twice }, twice)).message).toContain("an extension of one of the two is damaged");
});

test("an authority that may have none below it breaks the chain of one that has", () => {
  const strict = authority("CN=Strict", { issuer: root, key: keyOf("p256", 1), pathLength: 0 });
  const below = authority("CN=Below", { issuer: strict, key: keyOf("p256", 2) });
  expect(codes(chainOf({ issuer: strict }, strict))).toEqual([]);
  expect(only(chainOf({ issuer: below }, below, strict)).message).toContain("allows 0 authorities below it, and has 1");
});

test("an intermediate authority that only the file of authorities has is missing from the chain", () =>
  expect(only({ ...chain(), authority: lower.pem + upper.pem + root.pem })).toMatchObject({
    code: "chain-incomplete",
    message: expect.stringMatching(/issued by CN=Lower, an intermediate authority that is in .* and is not presented$/),
  }));

test("a chain that ends at a root of the file of authorities is complete", () => {
  expect(codes({ ...chain(lower, upper), authority: root.pem })).toEqual([]);
  expect(codes({ ...client({ issuer: root }), authority: root.pem })).toEqual([]);
});

test("authorities of the server that are not the client's say nothing about the client's chain", () => {
  const ofTheServer = authority("CN=Server Root", { key: keyOf("p256", 5) });
  expect(codes({ ...chain(), authority: ofTheServer.pem })).toEqual([]);
  expect(codes({ ...client({ issuer: root }), authority: ofTheServer.pem })).toEqual([]);
});

test.each([
  ["O=Acme, CN=Issuing CA 2", "O=Acme, CN=Root CA", ["chain-incomplete"]],
  ["CN=Acme Issuing CA", "CN=Acme Root", ["chain-incomplete"]],
  ["CN=Acme Client CA", "CN=Acme Server CA", []],
  ["CN=Field Root CA", "CN=Partner Root CA", []],
])("a chain that ends below %s, with %s among the authorities: %j", (issuer, root, expected) => {
  const top = authority(issuer, { issuer: authority("CN=Unseen"), key: keyOf("p256", 2) });
  const { certificate, key } = chainOf({ issuer: top });
  expect(codes({ certificate, key, authority: authority(root).pem })).toEqual(expected);
});

test("an authorityKeyIdentifier that means another issuer than the one at hand keeps every server from finding it", () => {
  const another = extension("2.5.29.35", sequence(tlv(0x82, Buffer.from([9]))));
  const { certificate, key } = client({ issuer: root, extensions: [another] });
  expect(codes({ certificate, key })).toEqual([]);
  expect(codes({ certificate, key, authority: root.pem })).toEqual(["extension-invalid"]);
});

test("a damaged certificate is named with its place, and nothing more is said about the chain", () => {
  const { certificate, key } = chain(lower, upper);
  const damaged = certificate.replace(/(-----BEGIN.*?){2}-----\nM/s, (match) => `${match.slice(0, -1)}!`);
  expect(only({ certificate: damaged, key })).toMatchObject({
    code: "certificate-malformed",
    message: expect.stringContaining(
      '(block 2 of 3, line 10) cannot be read: there is the character "!" in its base64',
    ),
  });
});

test("a thousand certificates are too many", () => {
  const many = lower.pem.repeat(1000);
  expect(codes({ certificate: chain().certificate + many, key: keyPem(leafKey) })).toEqual(["chain-too-long"]);
});

import { authority, certificate, extension, keyOf, keyPem, type Made } from "../support/certificates";
import { sequence, tlv } from "../support/der";
import { codes, only } from "../support/inspect";

const root = authority("CN=Root");
const dns = (name: string) => tlv(0x82, Buffer.from(name));
const named = (...names: Buffer[]) => extension("2.5.29.17", sequence(...names));
const permitted = (...names: Buffer[]) => tlv(0xa0, ...names.map((name) => sequence(name)));
const excluded = (...names: Buffer[]) => tlv(0xa1, ...names.map((name) => sequence(name)));

function limited(...constraints: Buffer[]): Made {
  const extensions = [extension("2.5.29.30", sequence(...constraints), true)];
  return authority("CN=Limited", { issuer: root, key: keyOf("p256", 1), extensions });
}

function below(issuer: Made, name: string, ...names: Buffer[]) {
  const leaf = certificate(name, {
    issuer,
    key: keyOf("p256", 2),
    extensions: names.length > 0 ? [named(...names)] : [],
  });
  return { certificate: leaf.pem + issuer.pem, key: keyPem(leaf.key) };
}

test("a name that the authority permits is fine", () => {
  expect(codes(below(limited(permitted(dns("acme.com"))), "CN=client", dns("a.acme.com")))).toEqual([]);
  expect(codes(below(limited(excluded(dns("acme.com"))), "CN=client", dns("acme.org")))).toEqual([]);
});

test("a name that it does not permit is said, with the authority", () =>
  expect(
    only(below(limited(permitted(dns("acme.com"))), "CN=client", dns("a.acme.com"), dns("a.acme.org"))),
  ).toMatchObject({
    code: "name-not-permitted",
    message: expect.stringMatching(
      /^CN=client .*DNS:a.acme.com, DNS:a.acme.org.* has a name that CN=Limited .* does not permit.*permitted subtree violation$/,
    ),
  }));

test("a common name counts as a host's where it looks like one and there is no DNS name", () => {
  const issuer = limited(permitted(dns("acme.com")));
  expect(codes(below(issuer, "CN=a.acme.org"))).toEqual(["name-not-permitted"]);
  expect(codes(below(issuer, "CN=a.acme.org", dns("a.acme.com")))).toEqual([]);
  expect(codes(below(issuer, "CN=check 7"))).toEqual([]);
});

test.each([
  ["an e-mail address", tlv(0x81, Buffer.from("acme.com")), tlv(0x81, Buffer.from("a@acme.org")), /email:a@acme.org/],
  ["a URI", tlv(0x86, Buffer.from("acme.com")), tlv(0x86, Buffer.from("spiffe://acme.org/a")), /URI:spiffe:/],
  [
    "an address",
    tlv(0x87, Buffer.from([10, 0, 0, 0, 255, 0, 0, 0])),
    tlv(0x87, Buffer.from([11, 0, 0, 1])),
    /11\.0\.0\.1/,
  ],
  [
    "a kind that nobody compares",
    tlv(0x88, Buffer.from([42])),
    tlv(0x88, Buffer.from([42])),
    /Registered ID:1.2.*unsupported name constraint type/,
  ],
])("%s that is not permitted is shown", (_, constraint, name, shown) => {
  expect(only(below(limited(permitted(constraint)), "CN=client", name)).message).toMatch(shown);
});

test("what a name contains cannot forge the message", () => {
  const name = dns("a.acme.org\n\u001b[31mok");
  expect(only(below(limited(permitted(dns("acme.com"))), "CN=client", name)).message).toMatch(
    /DNS:"a.acme.org\\u000a\\u001b\[31mok"/,
  );
});

test.each([
  ["no name", sequence()],
  ["a name that cannot be read", sequence(tlv(0xa4, Buffer.from("no name")))],
])("constraints with %s are damaged, and break the chain", (_, subtree) => {
  expect(only(below(limited(tlv(0xa0, subtree)), "CN=client")).message).toContain(
    "an extension of one of the two is damaged",
  );
});

test("as many names as OpenSSL refuses to compare are refused, and do not take long", () => {
  const many = Array.from({ length: 1100 }, (_, i) => i);
  const issuer = limited(permitted(...many.map((i) => dns(`d${i}.com`))));
  expect(codes(below(issuer, "CN=client", ...many.map((i) => dns(`x.d${i}.com`))))).toEqual(["name-not-permitted"]);
});

// Certificates of public authorities, which are for web servers, and the end of clientAuth in them.
import { authority, certificate, EKU, extension, keyOf, keyPem } from "../support/certificates";
import { octetString, oid, sequence } from "../support/der";
import { client, codes, only } from "../support/inspect";

const policy = (...ids: string[]) => extension("2.5.29.32", sequence(...ids.map((id) => sequence(oid(id)))));
const receipts = extension("1.3.6.1.4.1.11129.2.4.2", octetString(Buffer.alloc(120)));
const both = { extendedKeyUsage: [EKU.server, EKU.client] };

test.each([
  ["extended validation", [policy("2.23.140.1.1")]],
  ["domain validated", [policy("1.2.3.4", "2.23.140.1.2.1")]],
  ["organization validated", [policy("2.23.140.1.2.2")]],
  ["individual validated", [policy("2.23.140.1.2.3")]],
  ["public logs", [receipts]],
])("a certificate of a public authority is known by %s, long before its end", (evidence, extensions) =>
  expect(only(client({ ...both, extensions }))).toMatchObject({
    code: "client-auth-ends",
    severity: "warning",
    message: expect.stringContaining(evidence),
  }),
);

test.each([
  ["without a policy", []],
  ["with a policy of its own", [policy("1.3.6.1.4.1.44947.1.1.1")]],
  ["of S/MIME, which is for clients alone", [policy("2.23.140.1.5.1.1")]],
  ["whose policies cannot be read", [extension("2.5.29.32", sequence(oid("1.2.3")))]],
])("a certificate %s is of no public authority", (_, extensions) =>
  expect(codes(client({ ...both, extensions }))).not.toContain("client-auth-ends"),
);

test("a certificate that signed itself is of no public authority, whatever it says", () => {
  const own = certificate("CN=own", { ...both, extensions: [policy("2.23.140.1.2.1")], key: keyOf("p256", 8) });
  expect(codes({ certificate: own.pem, key: keyPem(own.key) })).not.toContain("client-auth-ends");
});

test("of a public authority, a certificate for web servers alone is not to be had otherwise", () => {
  const { code, fix } = only(client({ extendedKeyUsage: [EKU.server], extensions: [receipts] }));
  expect(code).toBe("no-client-auth");
  expect(fix).toMatch(/^public authorities issue for web servers only/);
  expect(only(client({ extendedKeyUsage: [EKU.server] })).fix).toContain("extendedKeyUsage = clientAuth");
});

test("an intermediate authority of a public one is not what is renewed", () => {
  const middle = authority("CN=Middle", {
    issuer: authority("CN=Root"),
    key: keyOf("p256", 1),
    extensions: [policy("2.23.140.1.2.1")],
  });
  const { certificate: pem, key } = client({ issuer: middle });
  expect(codes({ certificate: pem + middle.pem, key })).toEqual([]);
});

import { expiryReport } from "../../src/resolver/expiry-report";
import { authority, certificate } from "../support/certificates";
import { registrationFor } from "../support/registrations";

const NOW = Date.parse("2026-11-24T12:00:00Z");

const values = (...registrations: ReturnType<typeof registrationFor>[]) =>
  expiryReport("client-certificates", registrations, NOW).map(
    (entry) => entry.DaysUntilExpiry ?? entry.DaysUntilFirstExpiry,
  );

test("an entry for each certificate and one for the first to expire, in CloudWatch's embedded metric format", () => {
  const registrations = [
    registrationFor({ host: "*.acme.com", notAfter: "2027-11-24T12:00:00Z" }),
    registrationFor({ host: "api.acme.com", declaration: "shop/Ünï", notAfter: "2026-12-01T11:59:59Z" }),
  ];
  const [, second, first] = expiryReport("client-certificates", registrations, NOW);
  expect(second).toEqual({
    _aws: {
      Timestamp: NOW,
      CloudWatchMetrics: [
        {
          Namespace: "ClientCertificates",
          Dimensions: [["Registry", "Host", "Declaration"]],
          Metrics: [{ Name: "DaysUntilExpiry", Unit: "None" }],
        },
      ],
    },
    Registry: "client-certificates",
    Host: "api.acme.com",
    Declaration: "shop/?n?",
    DaysUntilExpiry: 6,
  });
  expect(first).toMatchObject({ Registry: "client-certificates", DaysUntilFirstExpiry: 6 });
  expect(first).toMatchObject({ _aws: { CloudWatchMetrics: [{ Dimensions: [["Registry"]] }] } });
});

test("what has expired counts below zero, and an empty registry reports that nothing expires", () => {
  expect(values(registrationFor({ host: "a.test", notAfter: "2026-11-24T11:59:59Z" }))).toEqual([-1, -1]);
  expect(values()).toEqual([36_500]);
});

test("an intermediate or an authority that ends before the certificate counts", () => {
  const root = authority("CN=Root", { notAfter: "20261129130000Z" });
  const intermediate = authority("CN=Issuing", { issuer: root, notAfter: "20261204130000Z" });
  const leaf = certificate("CN=client", { issuer: intermediate });
  const chain = { host: "a.test", notAfter: "2099-12-31T23:59:59Z", certificate: leaf.pem + intermediate.pem };
  expect(values(registrationFor(chain))[0]).toBe(10);
  expect(values(registrationFor({ ...chain, certificateAuthority: root.pem }))[0]).toBe(5);
});

import type { UnreadableItem } from "../../src/registry/store";
import { ExpiryReport } from "../../src/resolver/expiry-report";
import type { Registration } from "../../src/wire/registration";
import { authority, certificate } from "../support/certificates";
import { registrationFor } from "../support/registrations";

const NOW = Date.parse("2026-11-24T12:00:00Z");

function entries(...items: (Registration | UnreadableItem)[]) {
  const report = new ExpiryReport("client-certificates", NOW);
  return [...items.flatMap((item) => report.add(item)), ...report.end()];
}

const values = (...items: (Registration | UnreadableItem)[]) =>
  entries(...items).map(
    (entry) => entry.DaysUntilExpiry ?? entry.DaysUntilFirstExpiry ?? `left out: ${entry.UnreadableItems}`,
  );

test("an entry for each certificate and one for the first to expire, in CloudWatch's embedded metric format", () => {
  const registrations = [
    registrationFor({ host: "*.acme.com", notAfter: "2027-11-24T12:00:00Z" }),
    registrationFor({ host: "api.acme.com", declaration: "shop/Ünï", notAfter: "2026-12-01T11:59:59Z" }),
  ];
  const [, second, , first] = entries(...registrations);
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
  expect(values(registrationFor({ host: "a.test", notAfter: "2026-11-24T11:59:59Z" }))).toEqual([
    -1,
    "left out: 0",
    -1,
  ]);
  expect(values()).toEqual(["left out: 0", 36_500]);
});

test("an intermediate or an authority that ends before the certificate counts", () => {
  const root = authority("CN=Root", { notAfter: "20261129130000Z" });
  const intermediate = authority("CN=Issuing", { issuer: root, notAfter: "20261204130000Z" });
  const leaf = certificate("CN=client", { issuer: intermediate });
  const chain = { host: "a.test", notAfter: "2099-12-31T23:59:59Z", certificate: leaf.pem + intermediate.pem };
  expect(values(registrationFor(chain))[0]).toBe(10);
  expect(values(registrationFor({ ...chain, certificateAuthority: root.pem }))[0]).toBe(5);
});

const unreadable = { pk: "host#b.test", sk: "?", problem: "its field host is a list" };

test("an item that cannot be read is counted and named, and the others are reported", () => {
  const good = registrationFor({ host: "a.test", notAfter: "2026-12-04T12:00:00Z" });
  expect(values(good, unreadable)).toEqual([10, "left out: 1", 10]);
  expect(entries(good, unreadable)).toContainEqual(
    expect.objectContaining({ Registry: "client-certificates", UnreadableItems: 1, items: [unreadable] }),
  );
});

test("where nothing can be read, nothing is said of the first to expire: the alarm misses its report", () => {
  expect(values(unreadable)).toEqual(["left out: 1"]);
});

test("a chain whose intermediate cannot be read counts as unreadable, and not as one that never ends", () => {
  const leaf = certificate("CN=client");
  const block = `-----BEGIN CERTIFICATE-----\n${Buffer.from("3003020101", "hex").toString("base64")}\n-----END CERTIFICATE-----\n`;
  expect(values(registrationFor({ host: "a.test", certificate: leaf.pem + block }))).toEqual(["left out: 1"]);
});

import { type FindingCode, inspectClientCertificate } from "cdktf-client-certificates";
import { client, file, NOW } from "./support/inspect";
import { pkcs12 } from "./support/openssl";

const good = client({ notAfter: "20261201000000Z" });
const files = { certificatePath: file(good.certificate), privateKeyPath: file(good.key) };

function codes(findings: readonly { code: FindingCode }[]): FindingCode[] {
  return findings.map(({ code }) => code);
}

test("warnings leave a certificate ok, errors do not", () => {
  const soon = inspectClientCertificate(files, { now: NOW });
  expect([soon.ok, codes(soon.findings)]).toEqual([true, ["expires-soon"]]);
  const late = inspectClientCertificate(files, { now: new Date("2026-12-01T00:00:00Z") });
  expect([late.ok, codes(late.findings)]).toEqual([false, ["expired"]]);
});

test("facts are there wherever the certificate can be read", () => {
  const { facts } = inspectClientCertificate({ ...files, privateKeyPath: "no/such.key" }, { now: NOW });
  expect(facts).toEqual({
    subject: "CN=client",
    issuer: "CN=Root",
    serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
    fingerprint256: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    notBefore: "2020-01-01T00:00:00Z",
    notAfter: "2026-12-01T00:00:00Z",
    keyType: "ec",
    curve: "P-256",
    chainLength: 1,
  });
});

test("a host is judged with the files", () => {
  const { ok, findings } = inspectClientCertificate(files, { now: NOW, host: "*.com", expiryWarningDays: 1 });
  expect([ok, codes(findings)]).toEqual([false, ["host-too-broad"]]);
});

test("a bundle is judged like files in PEM", () => {
  const pkcs12Path = file(pkcs12(good.made), "client.p12");
  const { ok, facts } = inspectClientCertificate({ pkcs12Path }, { now: NOW, passphrase: "secret" });
  expect([ok, facts?.subject]).toEqual([true, "CN=client"]);
});

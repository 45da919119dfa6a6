import { pemBlocks } from "../../src/material/pem-blocks";
import { pem } from "../support/der";
import { client, codes, file, inspect, only } from "../support/inspect";
import { openssl } from "../support/openssl";

const { certificate, key, made } = client();

const OpenSslReads: [string, (pem: string) => string][] = [
  ["CRLF", (pem) => pem.replace(/\n/g, "\r\n")],
  ["a byte order mark", (pem) => `\ufeff${pem}`],
  ["no final newline", (pem) => pem.trimEnd()],
  ["text before the block", (pem) => `Bag Attributes\n  friendlyName: x\n\n${pem}`],
  ["text after the block", (pem) => `${pem}that was all\n`],
  ["white space at the ends of lines", (pem) => pem.replace(/\n/g, " \t\n")],
  ["white space at the start of lines of base64", (pem) => pem.replace(/\n(?!-)/g, "\n  ").trimEnd()],
  ["base64 in one line", (pem) => pem.replace(/([^-])\n(?!-)/g, "$1")],
  ["a blank line after the first", (pem) => pem.replace("\n", "\n\n")],
];

const OpenSslRefuses: [string, (pem: string) => string][] = [
  ["a blank line in the base64", (pem) => pem.replace(/\n(.{64})\n/, "\n$1\n\n")],
  ["two blank lines after the first", (pem) => pem.replace("\n", "\n\n\n")],
  ["a blank line at the end", (pem) => pem.replace("\n-----END", "\n\n-----END")],
  ["one padding too many", (pem) => pem.replace(/=*\n-----END/, (match) => `=${match}`)],
  ["junk in the base64", (pem) => pem.replace(/\n(.)/, "\n!$1")],
  ["a missing character", (pem) => pem.replace(/\n./, "\n")],
  ["another label at the end", (pem) => pem.replace(/-----END [A-Z ]*-/, "-----END SOMETHING-")],
  ["no end", (pem) => pem.replace(/-----END.*\n/, "")],
];

test.each(OpenSslReads)("%s is fine in certificate and key", (_, change) =>
  expect(codes({ certificate: change(certificate), key: change(key) })).toEqual([]),
);

test.each(OpenSslRefuses)("%s is refused in a certificate", (_, change) =>
  expect(codes({ certificate: change(certificate), key })).toEqual(["certificate-malformed"]),
);

test.each(OpenSslRefuses)("%s is refused in a key", (_, change) =>
  expect(codes({ certificate, key: change(key) })).toEqual(["key-malformed"]),
);

test("files put together without a newline between them are said to be", () =>
  expect(pemBlocks(Buffer.from(certificate.trimEnd() + certificate))[0]!.fault).toMatch(/a newline is missing/));

test.each(["X509 CERTIFICATE", "TRUSTED CERTIFICATE"])("the old label %s is a certificate", (label) =>
  expect(codes({ certificate: certificate.replace(/CERTIFICATE/g, label), key })).toEqual([]),
);

test("blocks have their number and line", () =>
  expect(pemBlocks(Buffer.from(`text\n${key}${certificate}`))).toMatchObject([
    { label: "PRIVATE KEY", number: 1, line: 2 },
    { label: "CERTIFICATE", number: 2, line: 7 },
  ]));

test("a damaged certificate after the key does not matter to the key", () =>
  expect(codes({ certificate, key: `${key}${certificate.replace("\n", "\n!")}` })).toEqual([]));

test("a trusted certificate keeps its trust settings to itself, and other bytes after a certificate are refused", () => {
  const trusted = openssl("x509", "-in", file(certificate), "-addtrust", "clientAuth", "-setalias", "x", "-trustout");
  expect(trusted.toString()).toContain("TRUSTED CERTIFICATE");
  expect(inspect({ certificate: trusted, key })).toMatchObject({ findings: [], chainPem: certificate });
  const trailing = pem("CERTIFICATE", Buffer.concat([made.der, Buffer.from([1, 2, 3])]));
  expect(only({ certificate: trailing, key })).toMatchObject({
    code: "certificate-malformed",
    message: expect.stringContaining("it is damaged or cut off"),
  });
});

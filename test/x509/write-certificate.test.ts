import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { readAsn1 } from "../../src/x509/der";
import { certificatePem } from "../../src/x509/pem";
import { commonName, extension, writeCertificate, writeToBeSigned } from "../../src/x509/write-certificate";
import { boolean, integer, objectIdentifier, octetString, sequence, time, tlv } from "../../src/x509/write-der";

const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

test("a certificate that is written says to OpenSSL what it was made of", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const toBeSigned = writeToBeSigned({
    serialNumber: Buffer.from("00ff01", "hex"),
    signatureAlgorithm: ECDSA_WITH_SHA256,
    issuer: commonName("Bücher CA"),
    notBefore: new Date("2026-01-02T03:04:05Z"),
    notAfter: new Date("2051-01-02T03:04:05Z"),
    subject: commonName("Bücher CA"),
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    extensions: [extension("2.5.29.19", sequence(boolean(true)), true)],
  });
  const der = writeCertificate(toBeSigned, ECDSA_WITH_SHA256, sign("sha256", toBeSigned, privateKey));
  const certificate = new X509Certificate(certificatePem(der));
  expect(certificate.verify(publicKey)).toBe(true);
  expect(certificate.subject).toBe("CN=Bücher CA");
  expect(certificate.serialNumber).toBe("FF01");
  expect(certificate.ca).toBe(true);
  expect(new Date(certificate.validFrom).toISOString()).toBe("2026-01-02T03:04:05.000Z");
  expect(new Date(certificate.validTo).toISOString()).toBe("2051-01-02T03:04:05.000Z");
});

test("what is written is read again, of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000, size: "max" }), fc.integer({ min: 1, max: 0x1e }), (value, tag) => {
      const { content, whole, ...read } = readAsn1(tlv(tag, value));
      expect(read.tag).toBe(tag);
      expect(content.equals(value)).toBe(true);
      expect(whole.length).toBeGreaterThan(value.length);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["2.5.29.15", "0603551d0f"],
  ["1.2.840.113549.1.1.11", "06092a864886f70d01010b"],
  ["2.16.840.1.113730.1.1", "060960864801" + "86f8420101"],
])("the object identifier %s", (dotted, hex) => {
  expect(objectIdentifier(dotted).toString("hex")).toBe(hex);
});

test.each([
  ["00", "020100"],
  ["0000", "020100"],
  ["7f", "02017f"],
  ["0080", "02020080"],
  ["ff", "020200ff"],
])("an integer is positive and as short as it can be: %s", (magnitude, hex) => {
  expect(integer(Buffer.from(magnitude, "hex")).toString("hex")).toBe(hex);
});

test("a moment is UTCTime until 2049 and GeneralizedTime from then on", () => {
  expect(time(new Date("2049-12-31T23:59:59Z")).toString("latin1").slice(2)).toBe("491231235959Z");
  expect(time(new Date("2050-01-01T00:00:00Z")).toString("latin1").slice(2)).toBe("20500101000000Z");
  expect(octetString(Buffer.alloc(1)).toString("hex")).toBe("040100");
});

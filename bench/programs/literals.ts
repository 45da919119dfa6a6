// What our synth finds out of each certificate; the references write it down, as someone would by hand.
export const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
export const VERSION = 175_398_104_226_940;

export const FACTS = {
  subject: { S: "CN=check, O=Throw-away" },
  issuer: { S: "CN=Bench CA, O=Throw-away" },
  serialNumber: { S: "0A1B2C3D4E5F60718293A4B5C6D7E8F9" },
  fingerprint256: {
    S: "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08",
  },
  notBefore: { S: "2026-01-01T00:00:00Z" },
  notAfter: { S: "2027-01-01T00:00:00Z" },
  keyType: { S: "rsa" },
  keySize: { N: "2048" },
  chainLength: { N: "1" },
};

import { randomBytes } from "node:crypto";
import { readAsn1 } from "../../x509/der";
import { certificatePem, commonName, writeCertificate, writeToBeSigned } from "../../x509/write-certificate";
import { objectIdentifier, sequence } from "../../x509/write-der";
import type { Handshake } from "./handshake";
import { curveKey, spkiOf } from "./keys";
import { signAs } from "./signature";

const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const NAME = commonName("server of the proof");

let made: Pick<Handshake["server"], "certificate" | "privateKey"> | undefined;

/** The server's own certificate, which no client of a proof has to believe. */
export function server(): Pick<Handshake["server"], "certificate" | "privateKey"> {
  made ??= makeServer();
  return made;
}

function makeServer(): Pick<Handshake["server"], "certificate" | "privateKey"> {
  const key = curveKey("P-256");
  const toBeSigned = writeToBeSigned({
    serialNumber: randomBytes(8),
    signatureAlgorithm: ECDSA_WITH_SHA256,
    issuer: NAME,
    notBefore: new Date("2000-01-01T00:00:00Z"),
    notAfter: new Date("2049-12-31T00:00:00Z"),
    subject: NAME,
    publicKey: spkiOf(key),
    extensions: [],
  });
  const signature = signAs(readAsn1(ECDSA_WITH_SHA256), toBeSigned, key);
  return {
    certificate: certificatePem(writeCertificate(toBeSigned, ECDSA_WITH_SHA256, signature)),
    privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

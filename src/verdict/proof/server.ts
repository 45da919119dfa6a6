import { type KeyObject, randomBytes } from "node:crypto";
import { readAsn1 } from "../../x509/der";
import { certificatePem } from "../../x509/pem";
import { writeCertificate, writeToBeSigned } from "../../x509/write-certificate";
import { sequence } from "../../x509/write-der";
import type { Handshake } from "./handshake";
import { curveKey, spkiOf } from "./keys";
import { algorithmFor, signAs } from "./signature";

type Identity = Pick<Handshake["server"], "certificate" | "privateKey">;

/** No name, so that no authority's constraints forbid it. */
const NO_NAME = sequence();

let own: Identity | undefined;

/** The server of the proofs; no client has to believe it. */
export function server(): Identity {
  own ??= issueServer({ issuer: NO_NAME, signer: curveKey("P-256") });
  return own;
}

/** A certificate for a server. */
export function issueServer({ issuer, signer }: { issuer: Buffer; signer: KeyObject }): Identity {
  const key = curveKey("P-256");
  const algorithm = algorithmFor(signer);
  const toBeSigned = writeToBeSigned({
    serialNumber: randomBytes(8),
    signatureAlgorithm: algorithm,
    issuer,
    notBefore: new Date("2000-01-01T00:00:00Z"),
    notAfter: new Date("2049-12-31T00:00:00Z"),
    subject: NO_NAME,
    publicKey: spkiOf(key),
    extensions: [],
  });
  const signature = signAs(readAsn1(algorithm), toBeSigned, signer);
  return { certificate: certificatePem(writeCertificate(toBeSigned, algorithm, signature)), privateKey: pemOfKey(key) };
}

export function pemOfKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

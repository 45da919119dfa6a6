import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { DAY_MS } from "../moment";
import { certificatePem } from "../x509/pem";
import { commonName, extension, writeCertificate, writeToBeSigned } from "../x509/write-certificate";
import { objectIdentifier, sequence } from "../x509/write-der";

/** A client certificate that nobody has vouched for, made on the spot. @param certificateAuthority whom to trust, PEM */
export function strangersContext({
  expired,
  certificateAuthority,
}: {
  expired: boolean;
  certificateAuthority?: string;
}): SecureContext {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const name = commonName("client-certificates probe: a stranger");
  const now = Date.now();
  const toBeSigned = writeToBeSigned({
    serialNumber: Buffer.concat([Buffer.from([1]), randomBytes(15)]),
    signatureAlgorithm: algorithm,
    issuer: name,
    notBefore: new Date(now - 2 * DAY_MS),
    notAfter: new Date(expired ? now - DAY_MS : now + DAY_MS),
    subject: name,
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    // clientAuth
    extensions: [extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.2")))],
  });
  const certificate = writeCertificate(toBeSigned, algorithm, sign("sha256", toBeSigned, privateKey));
  return createSecureContext({
    cert: certificatePem(certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    ca: certificateAuthority,
  });
}

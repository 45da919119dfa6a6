import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authority, certificate, EKU, keyOf, keyPem } from "../test/support/certificates";
import { type Session, shared } from "./session";

/** RSA keys take long to make: a few serve many certificates, each of which is read and judged all the same. */
const RSA_KEYS = 16;

/** A folder with that many certificates and keys, half RSA 2048, half P-256; their authority, and a server of it. */
export function writePairs(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  const root = authority("CN=Bench CA, O=Throw-away", { key: keyOf("rsa", -1) });
  const server = certificate("CN=server", { issuer: root, extendedKeyUsage: [EKU.server] });
  writeFileSync(join(folder, "ca.pem"), root.pem);
  writeFileSync(join(folder, "server.crt"), server.pem);
  writeFileSync(join(folder, "server.key"), keyPem(server.key));
  for (let i = 0; i < count; i++) {
    const key = i % 2 === 0 ? keyOf("rsa", (i / 2) % RSA_KEYS) : keyOf("p256", i);
    const { pem } = certificate(`CN=check ${i}, O=Throw-away`, { issuer: root, key });
    writeFileSync(join(folder, `${i}.crt`), pem);
    writeFileSync(join(folder, `${i}.key`), keyPem(key));
  }
  return folder;
}

/** The most that a row of the synth declares. */
export const mostPairs = (session: Session): number => session.size(10_000, 50);

export const pairs = shared((session: Session) => writePairs(join(session.directory, "certs"), mostPairs(session)));

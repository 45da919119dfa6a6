import { createHash } from "node:crypto";

/** A Java trust store, of the format JKS: what `sun.security.provider.JavaKeyStore` reads. It holds public certificates only. */
export const STORE_PASSWORD = "changeit";

const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;

/** @param certificates DER */
export function writeKeyStore(certificates: readonly Uint8Array[]): Buffer {
  const store = Buffer.concat([
    ...[MAGIC, VERSION, certificates.length].map(uint32),
    ...certificates.map((certificate, i) => entry(`authority-${i}`, certificate)),
  ]);
  const password = Buffer.from(STORE_PASSWORD, "utf16le").swap16();
  const digest = createHash("sha1").update(password).update("Mighty Aphrodite").update(store).digest();
  return Buffer.concat([store, digest]);
}

function entry(alias: string, certificate: Uint8Array): Buffer {
  const created = Buffer.alloc(8);
  return Buffer.concat([
    uint32(TRUSTED_CERTIFICATE),
    text(alias),
    created,
    text("X.509"),
    uint32(certificate.length),
    certificate,
  ]);
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value, "latin1")]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

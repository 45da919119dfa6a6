// PKCS#12 bundles, as certificate authorities hand them out.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asn1, pkcs12, pki } from "node-forge";
import type { Issued } from "../../examples/support/pki";

/** A bundle of an RSA key and its chain. */
export function rsaBundle({ certificate, privateKey }: Issued, passphrase: string): Buffer {
  const chain = certificate
    .match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)!
    .map((pem) => pki.certificateFromPem(pem));
  const bundle = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(privateKey), chain, passphrase, { algorithm: "aes256" });
  return Buffer.from(asn1.toDer(bundle).getBytes(), "binary");
}

/** A bundle of any key, by the openssl on this machine; with `authority`, one that holds its authority as well. */
export function opensslBundle({ certificate, privateKey }: Issued, passphrase: string, authority = ""): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "pkcs12-"));
  try {
    writeFileSync(join(directory, "all.pem"), privateKey + certificate + authority);
    const parameters = ["pkcs12", "-export", "-in", join(directory, "all.pem"), "-passout", `pass:${passphrase}`];
    return execFileSync("openssl", parameters, { stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// What only the openssl command makes: legacy ciphers, PKCS#12 of every kind.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { keyPem, type Made } from "./certificates";
import { file } from "./inspect";

export function openssl(...args: string[]): Buffer {
  return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
}

/** A PKCS#12 bundle of the certificate, its key and the certificates above it. */
export function pkcs12(
  made: Made,
  {
    above = [],
    passphrase = "secret",
    args = [],
  }: { above?: readonly Made[]; passphrase?: string; args?: string[] } = {},
): Buffer {
  const out = file("", "bundle.p12");
  const input = file(made.pem + keyPem(made.key));
  const chain = above.length > 0 ? ["-certfile", file(above.map(({ pem }) => pem).join(""))] : [];
  openssl("pkcs12", "-export", "-in", input, ...chain, "-passout", `pass:${passphrase}`, ...args, "-out", out);
  return readFileSync(out);
}

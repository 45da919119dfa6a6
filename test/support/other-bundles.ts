// PKCS#12 bundles as GnuTLS and NSS write them, with 600,000 rounds for each part.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyPem, type Made } from "./certificates";
import { file } from "./inspect";
import { PASSPHRASE } from "./keytool";
import { pkcs12 } from "./openssl";

/** Each certificate in a safe of its own. */
export function byGnuTls(made: Made, ...above: Made[]): Buffer {
  const out = file("");
  const names = ["--p12-name", "check", "--password", PASSPHRASE];
  const chain = [made, ...above].map(({ pem }) => pem).join("");
  const input = ["--load-certificate", file(chain), "--load-privkey", file(keyPem(made.key))];
  execFileSync("certtool", ["--to-p12", ...input, ...names, "--outder", "--outfile", out], { stdio: "pipe" });
  return readFileSync(out);
}

export function byNss(made: Made, above: Made): Buffer {
  const database = `sql:${mkdtempSync(join(tmpdir(), "nss-"))}`;
  const out = file("");
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: "pipe" });
  run("certutil", "-N", "-d", database, "--empty-password");
  const from = file(pkcs12(made, { above: [above], passphrase: PASSPHRASE, args: ["-name", "check"] }));
  execFileSync("pk12util", ["-i", from, "-d", database, "-W", PASSPHRASE, "-K", ""], { stdio: "pipe" });
  run("pk12util", "-o", out, "-n", "check", "-d", database, "-W", PASSPHRASE, "-K", "");
  return readFileSync(out);
}

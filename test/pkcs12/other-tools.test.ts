// Bundles as other tools write them: GnuTLS and NSS with 600,000 rounds for each part, keytool with 10,000.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { openPrivateKey } from "../../src/pkcs12/open-private-key";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { authority, certificate, keyOf, keyPem, type Made } from "../support/certificates";
import { file, NOW } from "../support/inspect";
import { keystore } from "../support/keytool";
import { pkcs12 } from "../support/openssl";

const PASSPHRASE = "changeit";
const root = authority("CN=Root");
const leaf = certificate("CN=check", { issuer: root, key: keyOf("rsa") });

function byGnuTls(made: Made, above: Made): Buffer {
  const out = file("");
  const names = ["--p12-name", "check", "--password", PASSPHRASE];
  const input = ["--load-certificate", file(made.pem), "--load-privkey", file(keyPem(made.key))];
  const authorities = ["--load-ca-certificate", file(above.pem)];
  execFileSync("certtool", ["--to-p12", ...input, ...authorities, ...names, "--outder", "--outfile", out], {
    stdio: "pipe",
  });
  return readFileSync(out);
}

function byNss(made: Made, above: Made): Buffer {
  const database = `sql:${mkdtempSync(join(tmpdir(), "nss-"))}`;
  const out = file("");
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: "pipe" });
  run("certutil", "-N", "-d", database, "--empty-password");
  const from = file(pkcs12(made, { above: [above], passphrase: PASSPHRASE, args: ["-name", "check"] }));
  execFileSync("pk12util", ["-i", from, "-d", database, "-W", PASSPHRASE, "-K", ""], { stdio: "pipe" });
  run("pk12util", "-o", out, "-n", "check", "-d", database, "-W", PASSPHRASE, "-K", "");
  return readFileSync(out);
}

test.each([
  ["GnuTLS", () => byGnuTls(leaf, root)],
  ["NSS", () => byNss(leaf, root)],
  ["keytool", () => readFileSync(keystore({ check: { made: leaf, above: [root] } }))],
])("a bundle of %s is fine, as for Node, and the check opens its key", (_, make) => {
  const pfx = make();
  expect(() => createSecureContext({ pfx, passphrase: PASSPHRASE })).not.toThrow();
  const { findings, facts } = inspectMaterial({ pkcs12Path: file(pfx) }, { now: NOW, passphrase: PASSPHRASE });
  expect(findings).toEqual([]);
  expect(facts).toMatchObject({ subject: "CN=check", chainLength: 2 });
  const key = openPrivateKey({ pkcs12: pfx.toString("base64"), passphrase: PASSPHRASE });
  expect(keyPem(key)).toBe(keyPem(leaf.key));
});

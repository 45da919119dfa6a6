// Bundles as other tools write them: GnuTLS and NSS with 600,000 rounds for each part, keytool with 10,000.
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { openPrivateKey } from "../../src/pkcs12/open-private-key";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { authority, certificate, keyOf, keyPem } from "../support/certificates";
import { file, NOW } from "../support/inspect";
import { keystore, PASSPHRASE } from "../support/keytool";
import { byGnuTls, byNss } from "../support/other-bundles";

const root = authority("CN=Root");
const leaf = certificate("CN=check", { issuer: root, key: keyOf("rsa") });

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

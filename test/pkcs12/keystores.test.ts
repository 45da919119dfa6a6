// What Java's keytool makes, and what becomes of it by the commands that findings print.
import type { Finding } from "../../src/finding";
import { inspectMaterial, type MaterialFiles } from "../../src/verdict/inspect-material";
import { authority, certificate, keyOf } from "../support/certificates";
import { commandOf, runFix } from "../support/fix";
import { client, file, NOW } from "../support/inspect";
import { keystore, PASSPHRASE } from "../support/keytool";
import { pkcs12 } from "../support/openssl";

const root = authority("CN=Root");
const intermediate = authority("CN=Intermediate", { issuer: root, key: keyOf("p256", 1) });
const leaf = certificate("CN=check", { issuer: intermediate, key: keyOf("p256", 2) });
const partner = authority("CN=Partner Root", { key: keyOf("p256", 3) });
const acme = { made: leaf, above: [intermediate, root] };

/** Does as the fix says, and returns the file that it makes. */
function mend({ fix }: Finding): string {
  return runFix(commandOf(fix)!, { passphrase: PASSPHRASE });
}

function inspect(files: MaterialFiles) {
  return inspectMaterial(files, { now: NOW, passphrase: PASSPHRASE });
}

test("a keystore with a key and its chain is fine", () => {
  const { findings, chainPem: chain } = inspect({ pkcs12Path: keystore({ acme }) });
  expect(findings).toEqual([]);
  expect(chain).toBe(leaf.pem + intermediate.pem + root.pem);
});

test("what is trusted beside the chain is not presented, and is nothing to be mended", () => {
  const store = keystore({ acme }, { trusted: [partner, root] });
  const { findings, chainPem: chain } = inspect({ pkcs12Path: store });
  expect(findings).toEqual([]);
  expect(chain).toBe(leaf.pem + intermediate.pem + root.pem);
});

test("a keystore of the old format is converted by the command that is printed, with all that is in it", () => {
  const store = keystore({ acme }, { trusted: [partner], type: "JKS" });
  const [malformed] = inspect({ pkcs12Path: store }).findings;
  expect(malformed).toMatchObject({ code: "pkcs12-malformed", message: expect.stringContaining("a Java keystore") });
  expect(inspect({ pkcs12Path: mend(malformed!) }).findings).toEqual([]);
});

test("of several keys, the entries are named, and one is taken out with its chain", () => {
  const old = { made: certificate("CN=old", { issuer: root, key: keyOf("p256", 4), notAfter: "20250101000000Z" }) };
  const store = keystore({ old, "new entry": acme }, { trusted: [partner] });
  const { findings } = inspect({ pkcs12Path: store });
  expect(findings).toMatchObject([{ code: "several-keys", message: expect.stringContaining('"old" and "new entry"') }]);
  const taken = inspect({ pkcs12Path: mend(findings[0]!) });
  expect(taken.findings).toEqual([]);
  expect(taken.facts?.subject).toBe("CN=check");
});

test("a trust store is called one, once, and its authorities are taken out", () => {
  const { findings } = inspect({ pkcs12Path: keystore({}, { trusted: [root, partner] }) });
  expect(findings).toMatchObject([{ code: "pkcs12-no-key", message: expect.stringContaining("a trust store") }]);
  const { certificate, key } = client();
  const authorities = mend(findings[0]!);
  const pair = { certificatePath: file(certificate), privateKeyPath: file(key) };
  const { certificateAuthority, findings: others } = inspectMaterial(
    { ...pair, certificateAuthorityPath: authorities },
    { now: NOW },
  );
  expect(others.filter(({ code }) => code !== "chain-incomplete")).toEqual([]);
  expect(certificateAuthority).toContain(partner.pem);
});

test("authorities alone, without Java's mark, are a trust store, too", () => {
  const authorities = file(pkcs12(root, { above: [partner], passphrase: PASSPHRASE, args: ["-nokeys"] }));
  expect(inspect({ pkcs12Path: authorities }).findings).toMatchObject([
    { code: "pkcs12-no-key", message: expect.stringContaining("a trust store") },
  ]);
});

test("a client's certificate beside another of the same name is presented alone", () => {
  const before = certificate("CN=check", { issuer: intermediate, key: keyOf("p256", 5) });
  const bundle = file(pkcs12(leaf, { above: [before, intermediate], passphrase: PASSPHRASE }));
  const { findings, chainPem: chain } = inspect({ pkcs12Path: bundle });
  expect(findings).toEqual([]);
  expect(chain).toBe(leaf.pem + intermediate.pem);
});

test("an authority that was renewed under its name is left out where the right one is there, and told where not", () => {
  const renewed = authority("CN=Intermediate", { issuer: root, key: keyOf("p256", 6) });
  const both = pkcs12(leaf, { above: [renewed, intermediate, root], passphrase: PASSPHRASE });
  expect(inspect({ pkcs12Path: file(both) }).chainPem).toBe(leaf.pem + intermediate.pem + root.pem);
  const wrong = pkcs12(leaf, { above: [renewed, root], passphrase: PASSPHRASE });
  expect(inspect({ pkcs12Path: file(wrong) }).findings.map(({ code }) => code)).toContain("chain-broken");
});

test("the passphrase of a keystore is in no finding", () => {
  const store = keystore({ one: acme, two: { made: client().made } });
  expect(JSON.stringify(inspect({ pkcs12Path: store }).findings)).not.toContain("changeit");
});

test.each([
  ["base64", (bundle: Buffer) => bundle.toString("base64")],
  ["base64 in lines, with CRLF", (bundle: Buffer) => bundle.toString("base64").replace(/.{76}/g, "$&\r\n")],
  ["base64 in quotes", (bundle: Buffer) => `"${bundle.toString("base64")}"\n`],
  ["base64 in UTF-16", (bundle: Buffer) => Buffer.from(`\ufeff${bundle.toString("base64")}\r\n`, "utf16le")],
  ["base64 between lines as of PEM", (bundle: Buffer) => armoured(bundle)],
  ["a Kubernetes Secret", (bundle: Buffer) => `kind: Secret\ndata:\n  client.p12: ${bundle.toString("base64")}\n`],
  ["the JSON of a vault", (bundle: Buffer) => JSON.stringify({ value: bundle.toString("base64") })],
])("a bundle as %s is said to be one, and taken out by the command that is printed", (_, wrap) => {
  const path = file(wrap(pkcs12(leaf, { above: [intermediate], passphrase: PASSPHRASE })), "acme.pfx");
  const { findings } = inspect({ pkcs12Path: path });
  expect(findings).toMatchObject([
    {
      code: "pkcs12-malformed",
      message: expect.stringMatching(/base64[\s\S]* a PKCS#12 bundle, where the bundle itself/),
    },
  ]);
  expect(inspect({ pkcs12Path: mend(findings[0]!) }).findings).toEqual([]);
});

function armoured(bundle: Buffer): string {
  const lines = bundle.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN PKCS12-----", ...lines, "-----END PKCS12-----", ""].join("\n");
}

test("a pointer of Git LFS is said to be one", () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 2500\n`;
  expect(inspect({ pkcs12Path: file(pointer, "acme.p12") }).findings).toMatchObject([
    { code: "pkcs12-malformed", message: expect.stringContaining("LFS") },
  ]);
});

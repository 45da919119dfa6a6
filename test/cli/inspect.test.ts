import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectReport } from "../../src/cli/inspect-report";
import { displayWidth } from "../../src/cli/table";
import { plain } from "../../src/cli/terminal";
import { authority, certificate, encryptedPem, keyPem, type Made } from "../support/certificates";
import { runCommand, runCommandWithInput } from "../support/command-line";
import { startMtlsServer } from "../support/mtls-server";
import { openssl } from "../support/openssl";

const folder = mkdtempSync(join(tmpdir(), "cli-inspect-"));
const path = (name: string) => join(folder, name);

function file(name: string, content: string | Buffer): string {
  writeFileSync(path(name), content);
  return path(name);
}

const root = authority("CN=Inspect CA");
const leaf = certificate("CN=client, O=Acme", { issuer: root, notAfter: "20261231235959Z" });
const AT = "2026-12-01T12:00:00Z";
/** Some of its base64 is missing. */
const damaged = leaf.pem.replace(/.{21}\n-----END/, "\n-----END");
const chain = file("chain.crt", leaf.pem + root.pem);

const json = async (...args: string[]) => {
  const { stdout, exitCode } = await runCommand("inspect", "--at", AT, "--json", ...args);
  return { exitCode, ...JSON.parse(stdout) };
};
const subjects = ({ certificates }: { certificates: { subject: string }[] }) =>
  certificates.map(({ subject }) => subject);

test("every certificate of a file in PEM, with its facts and its place, and no key is needed", async () => {
  expect(await json(chain)).toEqual({
    exitCode: 0,
    ok: true,
    certificates: [
      {
        file: chain,
        place: "block 1 of 2, line 1",
        subject: "CN=client, O=Acme",
        issuer: "CN=Inspect CA",
        serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
        fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        notBefore: "2020-01-01T00:00:00Z",
        notAfter: "2026-12-31T23:59:59Z",
        keyType: "ec",
        curve: "P-256",
        names: [],
        status: "valid",
        daysLeft: 30,
      },
      expect.objectContaining({ subject: "CN=Inspect CA" }),
    ],
    findings: [],
  });
});

test("names are those of the subjectAltName, each with its kind", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cli-inspect-names-"));
  const names = "DNS:a.test,DNS:*.b.test,IP:10.0.0.1,URI:spiffe://acme/check,email:x@acme.test";
  const out = join(directory, "names.crt");
  openssl(
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=n"],
    ...["-addext", `subjectAltName=${names}`, "-keyout", join(directory, "names.key"), "-out", out, "-days", "9"],
  );
  const { stdout } = await runCommand("inspect", "--json", out);
  expect(JSON.parse(stdout).certificates[0].names).toEqual(names.split(","));
});

test.each([
  ["DER", () => file("leaf.der", leaf.der)],
  ["PEM with its key in the same file", () => file("both.pem", keyPem(leaf.key) + leaf.pem)],
])("a certificate in %s", async (_, write) => {
  const name = write();
  const { exitCode, stdout } = await runCommand("inspect", "--at", AT, name);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/\n {2}subject +CN=client, O=Acme\n/);
  expect(stdout).toContain("(valid for 30 days)");
  expect(stdout).not.toContain("PRIVATE");
});

function bundle(name: string, made: Made, ...options: string[]): string {
  const pem = file(`${name}.pem`, keyPem(made.key) + made.pem);
  openssl("pkcs12", "-export", "-in", pem, "-passout", "pass:open sesame", ...options, "-out", path(name));
  return path(name);
}

test("a bundle with its passphrase; without, or with another, it is said where that was taken from", async () => {
  const name = bundle("acme.p12", leaf);
  process.env.INSPECT_RIGHT = "open sesame";
  process.env.INSPECT_WRONG = "closed";
  expect(subjects(await json(name, "--passphrase-env", "INSPECT_RIGHT"))).toEqual(["CN=client, O=Acme"]);
  expect(await json(name)).toMatchObject({ exitCode: 1, findings: [{ code: "passphrase-missing" }] });
  const { exitCode, findings } = await json(name, "--passphrase-env", "INSPECT_WRONG");
  expect([exitCode, findings[0].code]).toEqual([1, "passphrase-wrong"]);
  expect(findings[0].message).toContain("the passphrase in the environment variable INSPECT_WRONG does not open");
  expect(JSON.stringify(findings)).not.toMatch(/closed|open sesame/);
});

test("a bundle that holds certificates alone, as those of authorities", async () => {
  const name = bundle("authorities.p12", root, "-nokeys");
  const pass = file("authorities.pass", "open sesame\n");
  expect(await json(name, "--passphrase-file", pass)).toMatchObject({
    exitCode: 0,
    certificates: [{ subject: "CN=Inspect CA", place: "certificate 1 of 1" }],
  });
});

test("a folder, with what is in its folders: sorted, files of something else counted, links followed", async () => {
  mkdirSync(path("certs/deep/.hidden"), { recursive: true });
  file("certs/b.crt", leaf.pem);
  file("certs/deep/a.crt", root.pem);
  file("certs/deep/.hidden/c.crt", root.pem);
  file("certs/b.key", encryptedPem(leaf.key, "x"));
  file("certs/README.md", "# Certificates\n");
  symlinkSync(chain, path("certs/link.crt"));
  symlinkSync(path("certs"), path("certs/round"));
  const { exitCode, stdout } = await runCommand("inspect", "--table", "--at", AT, path("certs"));
  expect(exitCode).toBe(0);
  const lines = stdout.split("\n");
  expect(lines.slice(1, 5).map((line) => line.replace(/^.* /, ""))).toEqual(
    ["certs/b.crt", "certs/deep/a.crt", "certs/link.crt", "certs/link.crt"].map(path),
  );
  expect(stdout).toContain("Without a certificate: 2 files");
});

test("the standard input is read by -, in PEM and in DER", async () => {
  for (const input of [leaf.pem, leaf.der]) {
    const { exitCode, stdout } = await runCommandWithInput(input, "inspect", "--at", AT, "-");
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^standard input \(.*\)\n {2}subject +CN=client/)]);
  }
  const large = await runCommandWithInput(Buffer.alloc(2 ** 20 + 1), "inspect", "-");
  expect(large).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("larger than") });
});

test("a server shows its chain, also one that demands a certificate", async () => {
  const own = certificate("CN=server", { issuer: root, extendedKeyUsage: null });
  const server = await startMtlsServer({
    certificate: own.pem + root.pem,
    privateKey: keyPem(own.key),
    clientAuthority: root.pem,
  });
  try {
    const url = `https://127.0.0.1:${server.port}`;
    expect(await json(url)).toMatchObject({
      exitCode: 0,
      certificates: [{ file: url, place: "certificate 1 of 2", subject: "CN=server" }, { subject: "CN=Inspect CA" }],
    });
  } finally {
    await server.stop();
  }
});

test("a server that is not there is told as such", async () => {
  const { exitCode, stderr } = await runCommand("inspect", "https://127.0.0.1:1");
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/https:\/\/127\.0\.0\.1:1 shows no certificate: .*ECONNREFUSED/),
  ]);
});

test.each([
  ["has ended", "2027-01-01", "expired", -1],
  ["has not begun", "2019-12-31", "not-yet", 2557],
])("a certificate that %s is no success", async (_, at, status, daysLeft) => {
  expect(await json(chain, "--at", at)).toMatchObject({
    exitCode: 1,
    ok: false,
    certificates: [{ status, daysLeft }, {}],
    findings: [],
  });
});

test.each([
  ["a key", keyPem(leaf.key), "wrong-pem-type", "a private key, and no certificate"],
  ["a damaged certificate", damaged, "certificate-malformed", "cannot be read"],
  ["something else", "hello", "not-pem", 'no line "-----BEGIN'],
  ["nothing", "", "not-pem", "an empty file"],
])("of %s it is said what it is", async (_, content, code, message) => {
  const name = file("strange", content);
  const { exitCode, findings } = await json(name);
  expect([exitCode, findings]).toEqual([
    1,
    [expect.objectContaining({ code, file: name, message: expect.stringContaining(message) })],
  ]);
});

test("a damaged certificate hides none of the others", async () => {
  const name = file("damaged.crt", damaged + root.pem);
  expect(await json(name)).toMatchObject({
    exitCode: 1,
    certificates: [{ subject: "CN=Inspect CA", place: expect.stringContaining("block 2 of 2") }],
    findings: [{ code: "certificate-malformed", message: expect.stringContaining("block 1 of 2") }],
  });
});

test("a block whose first line is not read as one is named", async () => {
  const { exitCode, findings } = await json(file("line.crt", leaf.pem.replace("-----BEGIN", "----BEGIN") + root.pem));
  expect([exitCode, findings]).toEqual([
    0,
    [expect.objectContaining({ code: "pem-line-ignored", severity: "warning" })],
  ]);
});

test("where the terminal is too narrow for a table there are blocks", async () => {
  const { certificates } = await json(chain);
  const report = (width: number) =>
    inspectReport(
      { certificates, findings: [], passedOver: 0 },
      { now: new Date(AT), paint: plain, width, table: true },
    );
  const wide = report(160).split("\n");
  expect(wide.map(displayWidth).every((width) => width <= 160)).toBe(true);
  expect(wide[0]).toMatch(/^SUBJECT .*FILE$/);
  expect(report(60)).toMatch(/\n {2}subject/);
});

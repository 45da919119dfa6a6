import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority, days, encryptKey } from "../../examples/support/pki";
import { checkReport } from "../../src/cli/check-report";
import { plain } from "../../src/cli/terminal";
import { runCommand } from "../support/command-line";

const directory = mkdtempSync(join(tmpdir(), "cli-check-"));
const PASSPHRASE = "open sesame";

function file(name: string, content: string): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

let certificate: string;
let expired: string;
let key: string;
let encrypted: string;
let expiredKey: string;

beforeAll(async () => {
  const authority = await Authority.create("Check CA");
  const sound = await authority.issue("sound");
  const old = await authority.issue("old", { notBefore: days(-100), notAfter: days(-12.5) });
  certificate = file("sound.crt", sound.certificate);
  key = file("sound.key", sound.privateKey);
  encrypted = file("encrypted.key", encryptKey(sound.privateKey, PASSPHRASE));
  expired = file("old.crt", old.certificate);
  expiredKey = file("old.key", old.privateKey);
});

test("a sound pair: its facts and the verdict, without colours where there is no terminal", async () => {
  const { stdout, exitCode } = await runCommand("check", "--certificate", certificate, "--private-key", key);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^subject +CN=sound, O=Throw-away\n/);
  expect(stdout).toMatch(/\nvalid +\S+Z to \S+Z \(valid for 36\d days\)\n/);
  expect(stdout).toMatch(/\nA server that trusts its issuer accepts this certificate\.\n$/);
  expect(stdout).not.toContain("\u001b");
});

test("each finding has its severity, code, file and fix, and the end says how many there are", async () => {
  const { stdout, exitCode } = await runCommand("check", "--certificate", expired, "--private-key", expiredKey);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("(expired 12 days ago)");
  expect(stdout).toMatch(/\nerror expired .*old\.crt\n {4}.*\n {4}Fix: .*\n/);
  expect(stdout).toMatch(/\nThis certificate will not work: 1 error\.\n$/);
});

test("--json is what docs/command-line.md says", async () => {
  const { stdout } = await runCommand("check", "--certificate", expired, "--private-key", expiredKey, "--json");
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    facts: expect.objectContaining({ subject: "CN=old, O=Throw-away", keyType: "ec", curve: "P-256", chainLength: 1 }),
    findings: [
      { code: "expired", severity: "error", file: expired, message: expect.any(String), fix: expect.any(String) },
    ],
  });
});

test("--json has its three parts also where there is no certificate to tell facts of", async () => {
  const missing = file("absent.crt", "").replace("absent", "nowhere");
  const { stdout, exitCode } = await runCommand("check", "--certificate", missing, "--private-key", key, "--json");
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    facts: null,
    findings: [expect.objectContaining({ code: "file-not-found", file: missing })],
  });
});

test.each(["2026-02-30", "2026-11-24T09:30:00", "tomorrow"])("--at %s is no date, and wrong usage", async (at) => {
  const { exitCode, stderr } = await runCommand("check", "--certificate", "a", "--private-key", "b", "--at", at);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`--at "${at}" is no ISO 8601 date`);
});

test.each([
  ["-", "the standard input is not read"],
  ["api.acme.com:443", "a host and its port"],
])("%s is no file, and is named for what it is", async (path, what) => {
  const { exitCode, stdout } = await runCommand("check", "--certificate", path, "--private-key", key);
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining(what)]);
});

test("--at judges as of another day", async () => {
  const at = days(-50).toISOString();
  expect((await runCommand("check", "--certificate", expired, "--private-key", expiredKey, "--at", at)).exitCode).toBe(
    0,
  );
});

test("a passphrase by variable or file is used and never printed", async () => {
  process.env.CHECK_PASSPHRASE = PASSPHRASE;
  const pass = file("check.pass", `${PASSPHRASE}\n`);
  const pair = ["check", "--certificate", certificate, "--private-key", encrypted];
  for (const from of [
    ["--passphrase-env", "CHECK_PASSPHRASE"],
    ["--passphrase-file", pass],
  ]) {
    const { stdout, stderr, exitCode } = await runCommand(...pair, ...from, "--json");
    expect([exitCode, (stdout + stderr).includes(PASSPHRASE)]).toEqual([0, false]);
  }
  delete process.env.CHECK_PASSPHRASE;
  for (const value of ["", "hunter-2", "pass word"]) {
    const { exitCode, stderr } = await runCommand(...pair, "--passphrase-env", value);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("takes the name of an environment variable")]);
    expect(value !== "" && stderr.includes(value)).toBe(false);
  }
  const unset = await runCommand(...pair, "--passphrase-env", "CHECK_PASSPHRASE");
  expect([unset.exitCode, unset.stderr]).toEqual([2, expect.stringContaining("CHECK_PASSPHRASE is not set")]);
});

test("a wrong passphrase is told with where it was taken from, and an empty one as empty", async () => {
  process.env.CHECK_PASSPHRASE = "";
  const wrong = file("wrong.pass", "closed\n");
  const pair = ["check", "--certificate", certificate, "--private-key", encrypted];
  const { stdout: empty } = await runCommand(...pair, "--passphrase-env", "CHECK_PASSPHRASE");
  const { stdout } = await runCommand(...pair, "--passphrase-file", wrong);
  delete process.env.CHECK_PASSPHRASE;
  expect(empty).toContain("the passphrase in the environment variable CHECK_PASSPHRASE, which is empty, does not");
  expect(stdout).toContain(`the passphrase in the file ${wrong} does not decrypt the key`);
  expect(stdout).not.toContain("closed");
});

test("on a terminal an error is red and a warning yellow", () => {
  const paint = (style: string, text: string) => `<${style}>${text}</>`;
  const finding = { file: "a.crt", message: "m", fix: "f" };
  const findings = [
    { ...finding, code: "expired", severity: "error" },
    { ...finding, code: "expires-soon", severity: "warning" },
  ] as const;
  const report = checkReport({ ok: false, findings }, new Date(), paint);
  expect(report).toContain("<red>error expired</> a.crt");
  expect(report).toContain("<yellow>warning expires-soon</> a.crt");
  expect(checkReport({ ok: false, findings }, new Date(), plain)).not.toContain("<");
});

test.each(["check", "inspect", "resolve", "inventory", "diff"])(
  "docs/command-line.md names every option of %s",
  async (name) => {
    const { stdout } = await runCommand(name, "--help");
    const documented = readFileSync(join(__dirname, "../../docs/command-line.md"), "utf8")
      .split(`\n## ${name}\n`)[1]!
      .split("\n## ")[0]!;
    const options = [...stdout.matchAll(/^ {2}(?:-h, )?(--[\w-]+)/gm)].map(([, option]) => option!);
    expect(options.length).toBeGreaterThan(2);
    expect(options.filter((option) => option !== "--help" && !documented.includes(option))).toEqual([]);
  },
);

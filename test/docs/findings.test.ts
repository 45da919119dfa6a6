// docs/findings.md has every code with its severity, and the messages of real mistakes as they appear.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FINDING_SEVERITY, type FindingCode, formatFinding } from "../../src/finding";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { MISTAKES, type Mistake, NOW } from "./mistakes";

const document = readFileSync(resolve(__dirname, "../../docs/findings.md"), "utf8");

const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "client-certificates-mistakes-"));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test("the table has every code, with its severity, and no other", () => {
  const rows = [...document.matchAll(/^\| \[`([\w-]+)`\]\(#([\w-]+)\) \| (error|warning) \|/gm)];
  expect(Object.fromEntries(rows.map(([, code, , severity]) => [code, severity]))).toEqual(FINDING_SEVERITY);
  for (const [, code, anchor] of rows) expect(anchor).toBe(code);
});

test("every code has a section with a meaning, an example and a fix", () => {
  for (const code of Object.keys(FINDING_SEVERITY)) {
    const section = document.split(/^### /m).find((text) => text.startsWith(`\`${code}\`\n`)) ?? "";
    expect([
      code,
      /^[A-Z][^\n]+/m.test(section),
      section.includes(`: ${code}: `),
      section.includes("    Fix: "),
    ]).toEqual([code, true, true, true]);
  }
});

test.each(MISTAKES.map((mistake) => [mistake.name, mistake] as const))(
  "%s: the message is in the document as it appears",
  (_, mistake) => {
    const found = mistake.findings().filter(({ code }) => code === mistake.code);
    expect(found).not.toEqual([]);
    for (const finding of found) expect(document).toContain(formatFinding(finding));
  },
);

test("every code that files or a host can get has a mistake here", () => {
  const declarations: FindingCode[] = ["host-duplicate", "host-shadowed", "added-at-tie", "passphrase-ambiguous"];
  const shown = new Set<FindingCode>([...MISTAKES.map(({ code }) => code), ...declarations]);
  expect(Object.keys(FINDING_SEVERITY).filter((code) => !shown.has(code as FindingCode))).toEqual([]);
});

/** Mistakes whose fix is a command that writes the right file, and what that file is. */
const COMMANDS: Record<string, string> = {
  "PEM copied out of YAML": "certs/acme.pem",
  "a file written by PowerShell": "certs/acme.pem",
  "a certificate in DER": "certs/acme.pem",
  "a key in DER": "certs/acme.pem",
  "a blank line in the base64": "certs/acme.repaired.crt",
  "files joined without a newline": "certs/acme.repaired.crt",
  "a key under another label": "certs/acme.pkcs8.key",
  "a key written by Rust or Go": "certs/acme.pkcs8.key",
  "a bundle without a MAC": "certs/acme.new.p12",
  "a bundle of an old tool": "certs/acme.new.p12",
  "the intermediate before the client": "certs/acme.ordered.crt",
  "intermediates in the wrong order": "certs/acme.ordered.crt",
};

test.each(Object.entries(COMMANDS))("%s: the command of the fix writes the right file", (name, path) => {
  const mistake = MISTAKES.find((candidate: Mistake) => candidate.name === name)!;
  const [finding] = mistake.findings();
  const command = finding!.fix
    .slice(finding!.fix.indexOf(": ") + 2)
    .replace(/^\d.*?: /, "")
    .replace(/ \(with .*\)$/, "");
  execFileSync("sh", ["-c", command], { env: { ...process.env, P: "secret" }, stdio: "pipe" });
  const pair = {
    certificatePath: finding!.file === "certs/acme.crt" ? path : "certs/acme.crt",
    privateKeyPath: finding!.file === "certs/acme.key" ? path : "certs/acme.key",
  };
  const { findings } = inspectMaterial(path.endsWith(".p12") ? { pkcs12Path: path } : pair, {
    now: NOW,
    passphrase: path.endsWith(".p12") ? "secret" : undefined,
  });
  expect(findings).toEqual([]);
});

// docs/findings.md has every code with its severity, and the messages of real mistakes as they appear.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FINDING_SEVERITY, type FindingCode, formatFinding } from "../../src/finding";
import { inspectMaterial, type MaterialFiles } from "../../src/verdict/inspect-material";
import { commandOf, runFix } from "../support/fix";
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

/** A keystore that is none; what is tried in test/pkcs12 or needs the network. */
const NOT_HERE = [
  "a Java keystore",
  "a keystore with two entries",
  "a trust store instead of a keystore",
  "a bundle exported without its certificate",
  "the intermediate in the wrong file",
];

/** A request (CSR) is for the authority; the others write a file to inspect. */
const WRITES = /> |-out (?!new\.csr)|-f |-destkeystore /;

/** Every mistake whose fix is a command, with what it says. */
function commands(mistake: Mistake): { file: string; command: string }[] {
  const own = mistake.findings().filter(({ code }) => code === mistake.code && mistake.files);
  return own.flatMap(({ file, fix }) => {
    const command = commandOf(fix);
    return command === undefined || NOT_HERE.includes(mistake.name) || !WRITES.test(command) ? [] : [{ file, command }];
  });
}

test.each(MISTAKES.map((mistake) => [mistake.name, mistake] as const))(
  "%s: a fix that is a command makes a file with which nothing is wrong",
  (_, mistake) => {
    for (const { file, command } of commands(mistake)) {
      const made = runFix(command, { passphrase: "secret" });
      const files = Object.entries(mistake.files!).map(([name, path]) => [name, path === file ? made : path]);
      const repaired: MaterialFiles = made.endsWith(".p12") ? { pkcs12Path: made } : Object.fromEntries(files);
      const { findings } = inspectMaterial(repaired, { now: NOW, passphrase: "secret" });
      const without = findings.filter(({ code }) => code !== "passphrase-unneeded");
      expect([command, without.filter(({ severity }) => severity === "error")]).toEqual([command, []]);
    }
  },
);

test("most of what can be mended by a command has one", () =>
  expect(MISTAKES.flatMap(commands).length).toBeGreaterThanOrEqual(20));

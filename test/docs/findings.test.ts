// docs/findings.md has every code with its severity, and the messages of real mistakes as they appear.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FINDING_SEVERITY, type FindingCode, formatFinding } from "../../src/finding";
import { MISTAKES } from "./mistakes";

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
    for (const finding of found) expect(document).toContain(`${formatFinding(finding)}\n`);
  },
);

test("every code that files or a host can get has a mistake here", () => {
  const declarations: FindingCode[] = ["host-duplicate", "host-shadowed", "added-at-tie", "passphrase-ambiguous"];
  const shown = new Set<FindingCode>([...MISTAKES.map(({ code }) => code), ...declarations]);
  expect(Object.keys(FINDING_SEVERITY).filter((code) => !shown.has(code as FindingCode))).toEqual([]);
});

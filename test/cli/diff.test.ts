import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeInventory } from "../../src/inventory/inventory";
import { toJson } from "../../src/inventory/json";
import { toMarkdown } from "../../src/inventory/markdown";
import { runCommand } from "../support/command-line";
import { rowFor } from "../support/inventories";
import { registrationFor } from "../support/registrations";

const directory = mkdtempSync(join(tmpdir(), "cli-diff-"));

function file(name: string, content: string): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

const registration = registrationFor({ host: "acme.com", declaration: "stack/Acme" });
const row = rowFor({
  host: "acme.com",
  declaration: "stack/Acme",
  subject: "CN=acme.com",
  issuer: "CN=CA",
  serialNumber: "01",
  fingerprint256: "AA:BB",
});
const inventory = makeInventory("r", [row]);
const manifest = { version: 1, registrations: [{ ...registration, registry: "r", files: {} }] };

const sources = {
  markdown: file("inventory.md", toMarkdown(inventory)),
  json: file("inventory.json", toJson(inventory)),
  manifest: file("client-certificates.json", JSON.stringify(manifest)),
  directory,
  empty: file("empty.md", ""),
};

test.each(["json", "manifest", "directory"] as const)(
  "the same certificates as Markdown and as %s have no changes",
  async (kind) => {
    const { stdout, exitCode } = await runCommand("diff", sources.markdown, sources[kind]);
    expect([exitCode, stdout]).toEqual([0, "## Client certificates\n\nNo certificate changes.\n"]);
  },
);

test("an inventory that is not there yet is empty; differences are no fault", async () => {
  const { stdout, exitCode } = await runCommand("diff", sources.empty, sources.directory, "--format", "json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    added: [{ host: "acme.com", declaration: "stack/Acme" }],
    removed: [],
    hosts: [{ pattern: "acme.com", example: "acme.com", before: null, after: { declaration: "stack/Acme" } }],
  });
});

test.each([
  ["other.json", "{", "is not a JSON object, or was cut off"],
  ["version.json", '{"version": 2, "certificates": []}', "has version 2"],
  ["manifest.json", '{"version": 9}', "has version 9"],
  ["other.md", "# Other", "is no inventory that this release wrote"],
])("%s is refused", async (name, content, message) => {
  const { stderr, exitCode } = await runCommand("diff", file(name, content), sources.markdown);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test("for a terminal the worst comes first, marked, and nothing is Markdown", async () => {
  const other = file(
    "other-issuer.json",
    toJson(makeInventory("r", [{ ...row, issuer: "CN=Other", fingerprint256: "CC" }])),
  );
  const { stdout, exitCode } = await runCommand("diff", sources.json, other, "--format", "text", "--at", "2026-06-01");
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`1 renewed. What is renewed differs in more than the dates.

Renewed, but not alike
! acme.com (stack/Acme): another issuer: CN=Other, before CN=CA
      now CN=acme.com, issued by CN=Other, EC P-256, valid until 2027-01-01T00:00:00Z, SHA-256 CC
      before CN=acme.com, issued by CN=CA, EC P-256, valid until 2027-01-01T00:00:00Z, SHA-256 AA:BB
`);
});

test("as JSON each difference has its kind and a sentence", async () => {
  const other = file(
    "other-issuer.json",
    toJson(makeInventory("r", [{ ...row, issuer: "CN=Other", fingerprint256: "CC" }])),
  );
  const { stdout } = await runCommand("diff", sources.json, other, "--format", "json");
  expect(JSON.parse(stdout).renewed[0].differences).toEqual([
    { kind: "issuer", message: "another issuer: CN=Other, before CN=CA" },
  ]);
});

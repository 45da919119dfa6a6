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
  ["other.json", "{", "is no JSON"],
  ["version.json", '{"version": 2, "certificates": []}', "has version 2"],
  ["manifest.json", '{"version": 9}', "has version 9"],
  ["other.md", "# Other", "is no inventory that this release wrote"],
])("%s is refused", async (name, content, message) => {
  const { stderr, exitCode } = await runCommand("diff", file(name, content), sources.markdown);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

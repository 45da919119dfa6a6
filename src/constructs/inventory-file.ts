import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Construct } from "constructs";
import { codeOf, MAX_DOCUMENT_BYTES, readBounded, reasonOf } from "../bounded-file";
import { ClientCertificateError, messageOf } from "../errors";
import { summaryOf } from "../inventory/change-report";
import { compareInventories, isEmpty } from "../inventory/changes";
import { type Inventory, makeInventory } from "../inventory/inventory";
import { toMarkdown } from "../inventory/markdown";
import { readMarkdown } from "../inventory/read-markdown";
import { rowOfDeclaration } from "../inventory/rows";
import { Declarations } from "./declarations";
import { Diagnostics } from "./diagnostics";
import { COMMAND } from "./framework";
import { onSynthesis } from "./synthesis-hook";
import type { Remark } from "./synthesis-report";
import { stackDirectory, TerraformStack } from "./terraform";

/**
 * Keeps the committed inventory of a registry: synth writes it, and where the environment variable `CI` is set
 * fails instead if it is out of date.
 *
 * @param path of the Markdown file, relative to the working directory
 */
export function keepInventory(scope: Construct, registry: string, path: string): void {
  const current = () => declaredInventory(scope, registry);
  Diagnostics.of(scope).add(scope, () => (isContinuousIntegration() ? staleness(path, current()) : []));
  onSynthesis(TerraformStack.of(scope), {
    after: () => {
      const inventory = current();
      if (inventory && !isContinuousIntegration()) write(path, toMarkdown(inventory));
    },
  });
}

/** Every certificate that the app declares for a registry, in all of its stacks; undefined while an error keeps one out. */
function declaredInventory(scope: Construct, registry: string): Inventory | undefined {
  const declarations = Declarations.of(scope);
  const rows = declarations.ofDeployment(registry, TerraformStack.of(scope)).map((it) => {
    const registration = declarations.registered(it);
    return registration && rowOfDeclaration({ ...registration, directory: stackDirectory(it.construct) });
  });
  return rows.some((row) => row === undefined)
    ? undefined
    : makeInventory(registry, rows as NonNullable<(typeof rows)[0]>[]);
}

function isContinuousIntegration(): boolean {
  return !["", "0", "false"].includes((process.env.CI ?? "").toLowerCase());
}

function write(path: string, text: string): void {
  if (read(path) === text) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new ClientCertificateError(
      "invalid-argument",
      `inventoryPath: ${path} cannot be written: ${reasonOf(cause)}. Name a file in a directory that can be written`,
      { cause },
    );
  }
}

/** The file that was committed; undefined where there is none. A pipe or a device is none, and would not be written to. */
function read(path: string): string | undefined {
  try {
    return readBounded(path, MAX_DOCUMENT_BYTES).toString("utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw new ClientCertificateError(
      "invalid-argument",
      `inventoryPath: ${path} cannot be read: ${reasonOf(cause)}. Name the Markdown file that synth writes and you commit`,
      { cause },
    );
  }
}

function staleness(path: string, inventory: Inventory | undefined): Remark[] {
  if (!inventory) return [];
  const stale = (what: string): Remark[] => [
    { severity: "error", text: `${what}\n    Fix: run "CI=false npx ${COMMAND} synth" and commit ${path}` },
  ];
  // Git may have turned the line ends.
  const committed = read(path)?.replaceAll("\r\n", "\n");
  if (committed === undefined) return stale(`inventoryPath: there is no ${path}`);
  if (committed === toMarkdown(inventory)) return [];
  return stale(`inventoryPath: ${path} is out of date: ${difference(committed, inventory, path)}`);
}

/** In a few words; the command shows the rest. */
function difference(committed: string, inventory: Inventory, path: string): string {
  try {
    const changes = compareInventories(readMarkdown(committed, path), inventory);
    if (!isEmpty(changes)) return summaryOf(changes);
  } catch (error) {
    return messageOf(error);
  }
  return "its text is not what synth writes";
}

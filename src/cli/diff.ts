import { type Command, Option } from "commander";
import { compareInventories } from "../inventory/changes";
import { changesToMarkdown } from "../inventory/changes-markdown";
import { printableJson } from "../printable";
import { command, write } from "./command";
import { readInventoryFile } from "./inventory-file";

interface DiffOptions {
  format: "markdown" | "json";
  output?: string;
}

export function diffCommand(): Command {
  return command("diff")
    .description(
      "Say what changes between two inventories: certificates added, removed and renewed, and for which hosts.",
    )
    .argument("<old>", "an inventory (.md, .json), a client-certificates.json, or cdktf's output directory")
    .argument("<new>", "the same")
    .addOption(
      new Option("--format <format>", "for a pull-request comment, or for programs")
        .choices(["markdown", "json"])
        .default("markdown"),
    )
    .option("--output <file>", "write to this file rather than to the standard output")
    .addHelpText(
      "after",
      `
Examples:
  git show origin/main:certificates.md > before.md
  client-certificates diff before.md certificates.md
  client-certificates diff before/cdktf.out cdktf.out --format json`,
    )
    .action(run);
}

function run(before: string, after: string, { format, output }: DiffOptions): void {
  const changes = compareInventories(readInventoryFile(before), readInventoryFile(after));
  write(format === "json" ? `${printableJson(changes)}\n` : changesToMarkdown(changes), output);
}

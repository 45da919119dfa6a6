import { type Command, Option } from "commander";
import { type Changes, compareInventories, type Renewal } from "../inventory/changes";
import { changesToMarkdown } from "../inventory/changes-markdown";
import { renderWords } from "../inventory/words";
import { printableJson } from "../printable";
import { changesToText } from "./changes-text";
import { command, date, write } from "./command";
import { readInventoryFile } from "./inventory-file";
import { paintFor, plain } from "./terminal";

interface DiffOptions {
  format: "markdown" | "text" | "json";
  at?: string;
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
      new Option("--format <format>", "for a pull-request comment, for a terminal, or for programs")
        .choices(["markdown", "text", "json"])
        .default("markdown"),
    )
    .option("--output <file>", "write to this file rather than to the standard output")
    .option("--at <date>", "say what has expired or ends soon as of this date (ISO 8601), rather than now")
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

function run(before: string, after: string, { format, output, at }: DiffOptions, self: Command): void {
  const now = date(at, self);
  const changes = compareInventories(readInventoryFile(before), readInventoryFile(after));
  write(render(), output);

  function render(): string {
    if (format === "json") return `${printableJson(toJson(changes))}\n`;
    if (format === "markdown") return changesToMarkdown(changes, now);
    return changesToText(changes, now, output === undefined ? paintFor(process.stdout) : plain);
  }
}

/** As docs/command-line.md describes it: each difference with its kind and the sentence. */
function toJson(changes: Changes): object {
  const told = ({ differences, ...change }: Renewal) => ({
    ...change,
    differences: differences.map(({ kind, words }) => ({ kind, message: renderWords(words, (quoted) => quoted) })),
  });
  return {
    ...changes,
    renewed: changes.renewed.map(told),
    moved: changes.moved.map(told),
    changed: changes.changed.map(told),
  };
}

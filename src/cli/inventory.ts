import { type Command, Option } from "commander";
import { toHtml } from "../inventory/html";
import type { Inventory } from "../inventory/inventory";
import { toJson } from "../inventory/json";
import { toMarkdown } from "../inventory/markdown";
import { command, date, write } from "./command";
import { readInventory } from "./inventory-source";
import { toTable } from "./inventory-table";
import { paintFor, plain, widthOf } from "./terminal";

const FORMATS = ["table", "markdown", "html", "json"] as const;

interface InventoryOptions {
  from?: string;
  registry?: string;
  format: (typeof FORMATS)[number];
  output?: string;
  at?: string;
}

export function inventoryCommand(): Command {
  return command("inventory")
    .description("List the certificates of a registry, when they expire, and which of them wins where they overlap.")
    .option("--from <directory>", "cdktf's output directory (default: cdktf.out, unless --registry is given)")
    .option("--registry <name>", "the deployed registry of that name; with --from, the one among several")
    .addOption(
      new Option("--format <format>", "for people, to commit, as a page, or for programs")
        .choices(FORMATS)
        .default("table"),
    )
    .option("--output <file>", "write to this file rather than to the standard output")
    .option("--at <date>", "for the table: judge as of this date (ISO 8601), rather than now")
    .addHelpText(
      "after",
      `
Reading a deployed registry needs dynamodb:Scan on its table, and AWS credentials as the AWS SDK finds them.

Examples:
  client-certificates inventory
  client-certificates inventory --format html --output certificates.html
  client-certificates inventory --registry client-certificates --format json`,
    )
    .action(run);
}

async function run(options: InventoryOptions, self: Command): Promise<void> {
  const now = date(options.at, self);
  write(render(await readInventory(options), options, now), options.output);
}

function render(inventory: Inventory, { format, output }: InventoryOptions, now: Date): string {
  switch (format) {
    case "markdown":
      return toMarkdown(inventory);
    case "html":
      return toHtml(inventory);
    case "json":
      return toJson(inventory);
    case "table":
      return output === undefined
        ? toTable(inventory, { now, width: widthOf(process.stdout), paint: paintFor(process.stdout) })
        : toTable(inventory, { now, width: Number.POSITIVE_INFINITY, paint: plain });
  }
}

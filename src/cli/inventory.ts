import { type Command, InvalidArgumentError, Option } from "commander";
import { hostOf } from "../host/host-name";
import { toHtml } from "../inventory/html";
import { toICalendar } from "../inventory/icalendar";
import type { Inventory } from "../inventory/inventory";
import { toJson } from "../inventory/json";
import { toMarkdown } from "../inventory/markdown";
import { toPrometheus } from "../inventory/prometheus";
import { endingWithin, forHost, inOrder, ORDERS, type Order } from "../inventory/selection";
import type { Taken } from "../inventory/taken";
import { secondsOf } from "../moment";
import { command, date, printError, write } from "./command";
import { COLUMN_NAMES, type ColumnName, isColumnName } from "./inventory-columns";
import { readInventory, sourceOf } from "./inventory-source";
import { toTable } from "./inventory-table";
import { type RegistryOptions, registryOptions } from "./registry-options";
import { paintFor, plain, widthOf } from "./terminal";

const FORMATS = ["table", "markdown", "html", "json", "prometheus", "ical"] as const;

interface InventoryOptions extends RegistryOptions {
  format: (typeof FORMATS)[number];
  output?: string;
  at?: string;
  host?: string;
  sort: Order;
  columns?: readonly ColumnName[];
  failWithin?: string;
}

export function inventoryCommand(): Command {
  return registryOptions(
    command("inventory").description(
      "List the certificates of a registry, when they expire, and which of them wins where they overlap.",
    ),
  )
    .addOption(
      new Option("--format <format>", "for people, to commit, as a page, for programs, as metrics, or as a calendar")
        .choices(FORMATS)
        .default("table"),
    )
    .option("--output <file>", "write to this file rather than to the standard output")
    .option("--host <url|host>", "only the certificates that match this host")
    .addOption(new Option("--sort <order>", "for the table").choices(ORDERS).default("added"))
    .option(
      "--columns <names>",
      `for the table, in this order, e.g. host,until,issuer: ${COLUMN_NAMES.join(", ")}`,
      columnsOf,
    )
    .option("--fail-within <days>", "exit with 1 if a certificate has ended, or ends within so many days, e.g. 14d")
    .option("--at <date>", "judge as of this date (ISO 8601), rather than now")
    .addHelpText(
      "after",
      `
Reading a deployed registry needs dynamodb:Scan on its table, and AWS credentials as the AWS SDK finds them.

Examples:
  client-certificates inventory
  client-certificates inventory --sort expiry --fail-within 14d
  client-certificates inventory --format html --output certificates.html
  client-certificates inventory --registry client-certificates --format json`,
    )
    .action(run);
}

async function run(options: InventoryOptions, self: Command): Promise<void> {
  const now = date(options.at, self);
  const days = daysOf(options.failWithin, self);
  const all = await readInventory(options);
  const inventory = options.host === undefined ? all : forHost(all, hostOf(options.host));
  const taken = { at: secondsOf(new Date()), from: await sourceOf(options) };
  write(render(inventory, options, now, taken), options.output);
  if (days === undefined) return;
  const ending = endingWithin(inventory.certificates, days, now);
  if (ending.length === 0) return;
  process.exitCode = 1;
  const count = ending.length === 1 ? "1 certificate has" : `${ending.length} certificates have`;
  printError(`client-certificates: ${count} ended, or will within ${days} ${days === 1 ? "day" : "days"}`);
}

function columnsOf(names: string): readonly ColumnName[] {
  return names.split(",").map((text) => {
    const name = text.trim();
    if (isColumnName(name)) return name;
    throw new InvalidArgumentError(`"${name}" is no column; there are ${COLUMN_NAMES.join(", ")}`);
  });
}

function daysOf(text: string | undefined, self: Command): number | undefined {
  if (text === undefined) return undefined;
  const [, days] = /^(\d{1,5})d?$/.exec(text) ?? [];
  if (days === undefined) self.error(`error: --fail-within "${text}" is no number of days, e.g. 14d`);
  return Number(days);
}

function render(inventory: Inventory, options: InventoryOptions, now: Date, taken: Taken): string {
  const { format, output, sort, columns } = options;
  const sorted = { ...inventory, certificates: inOrder(inventory.certificates, sort) };
  switch (format) {
    case "markdown":
      return toMarkdown(inventory);
    case "html":
      return toHtml(inventory, taken);
    case "json":
      return toJson(inventory);
    case "prometheus":
      return toPrometheus(inventory);
    case "ical":
      return toICalendar(inventory, now);
    case "table":
      return output === undefined
        ? toTable(sorted, { now, width: widthOf(process.stdout), paint: paintFor(process.stdout), columns })
        : toTable(sorted, { now, width: Number.POSITIVE_INFINITY, paint: plain, columns });
  }
}

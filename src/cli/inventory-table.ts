import type { CertificateRow } from "../inventory/certificate-row";
import type { Inventory } from "../inventory/inventory";
import { type Status, validityAt } from "../inventory/status";
import { countWarned } from "../inventory/warnings";
import { SOON_DAYS } from "../moment";
import { printable } from "../printable";
import { COLUMNS, type ColumnName, type InventoryColumn, USUAL_COLUMNS } from "./inventory-columns";
import { columns, displayWidth } from "./table";
import { type Paint, STATUS_STYLE } from "./terminal";

export interface TableOptions {
  readonly now: Date;
  readonly width: number;
  readonly paint: Paint;
  /** In this order. @default - the usual ones, as many as fit */
  readonly columns?: readonly ColumnName[];
}

/** The inventory for a terminal: one line for each certificate, the overlaps, and how many need a hand. */
export function toTable({ registry, certificates, overlaps }: Inventory, options: TableOptions): string {
  const { now, paint } = options;
  if (certificates.length === 0) return `The registry ${registry} has no certificates.\n`;
  return `${[
    ...certificateLines(certificates, options),
    "",
    ...(overlaps.length === 0
      ? []
      : [paint("bold", "Overlaps"), ...overlaps.map(({ explanation }) => `- ${explanation}`), ""]),
    summary(certificates, now),
  ].join("\n")}\n`;
}

/**
 * What says which certificate it is, and until when, is always whole: where the terminal is narrow, there are fewer
 * columns, unless they were asked for, and then blocks.
 */
function certificateLines(certificates: readonly CertificateRow[], options: TableOptions): string[] {
  const { now, width, paint, columns: asked } = options;
  const painted = (row: CertificateRow, line: string) => {
    const colour = STATUS_STYLE[validityAt(row, now).status];
    return colour ? paint(colour, line) : line;
  };
  for (const names of asked ? [asked] : narrower(USUAL_COLUMNS)) {
    const shown = names.map((name): InventoryColumn => COLUMNS[name]);
    const rows = [shown.map(({ title }) => title), ...certificates.map((row) => shown.map((it) => it.write(row, now)))];
    const [header, ...lines] = columns(rows, width, (column) => shown[column]!.whole === true);
    if ([header!, ...lines].some((line) => displayWidth(line) > width)) continue;
    return [paint("bold", header!), ...lines.map((line, i) => painted(certificates[i]!, line))];
  }
  const [first = "host", ...others] = asked ?? USUAL_COLUMNS.slice(0, LEAST);
  return certificates.flatMap((row) => {
    const write = (name: ColumnName) => printable(COLUMNS[name].write(row, now));
    // Host, date and status say what they are; of others the title does.
    const label = (name: ColumnName) => (asked ? `${COLUMNS[name].title.toLowerCase()}: ` : "");
    return [painted(row, write(first)), ...others.map((name) => `  ${label(name)}${write(name)}`)];
  });
}

/** Host, date and status: a table of fewer columns says too little. */
const LEAST = 3;

function narrower(names: readonly ColumnName[]): (readonly ColumnName[])[] {
  return Array.from({ length: names.length - LEAST + 1 }, (_, i) => names.slice(0, names.length - i));
}

function summary(certificates: readonly CertificateRow[], now: Date): string {
  const count = (status: Status) => certificates.filter((row) => validityAt(row, now).status === status).length;
  const [expired, soon, early] = [count("expired"), count("soon"), count("not-yet")];
  const warned = countWarned(certificates);
  return [
    `${certificates.length} ${certificates.length === 1 ? "certificate" : "certificates"}`,
    ...(expired ? [`${expired} expired`] : []),
    ...(soon ? [`${soon} expiring within ${SOON_DAYS} days`] : []),
    ...(early ? [`${early} not valid yet`] : []),
    ...(warned ? [`${warned} with open warnings (--columns host,warnings)`] : []),
  ].join(", ");
}

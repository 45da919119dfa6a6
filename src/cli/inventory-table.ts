import type { CertificateRow } from "../inventory/certificate-row";
import type { Inventory } from "../inventory/inventory";
import { type Status, validityAt } from "../inventory/status";
import { SOON_DAYS } from "../moment";
import { columns, displayWidth } from "./table";
import type { Paint, Style } from "./terminal";

const HEADER = ["HOST", "VALID UNTIL", "STATUS", "SUBJECT", "KEY", "DECLARED BY", "PASSPHRASE", "SHA-256"];

const COLOUR: Partial<Record<Status, Style>> = { expired: "red", soon: "yellow", "not-yet": "yellow" };

export interface TableOptions {
  readonly now: Date;
  readonly width: number;
  readonly paint: Paint;
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

/** Host, date and status are always whole: where the terminal is narrow, there are fewer columns, and then blocks. */
function certificateLines(certificates: readonly CertificateRow[], { now, width, paint }: TableOptions): string[] {
  const painted = (row: CertificateRow, line: string) => {
    const colour = COLOUR[validityAt(row, now).status];
    return colour ? paint(colour, line) : line;
  };
  const all = [HEADER, ...certificates.map((row) => cells(row, now))];
  for (let count = HEADER.length; count >= WHOLE; count--) {
    const rows = all.map((row) => row.slice(0, count));
    const [header, ...lines] = columns(rows, width, WHOLE);
    if ([header!, ...lines].some((line) => displayWidth(line) > width)) continue;
    return [paint("bold", header!), ...lines.map((line, i) => painted(certificates[i]!, line))];
  }
  return certificates.flatMap((row) => {
    const [host, until, status] = cells(row, now);
    return [painted(row, host!), `  ${until}`, `  ${status}`];
  });
}

/** The columns that are never cut. */
const WHOLE = 3;

function cells(row: CertificateRow, now: Date): string[] {
  const { status, words } = validityAt(row, now);
  return [
    row.host,
    row.notAfter.slice(0, 10),
    status === "expired" ? words.toUpperCase() : words,
    row.subject,
    row.key,
    row.declaration,
    row.passphrase,
    row.fingerprint256.replaceAll(":", "").slice(0, 12).toLowerCase(),
  ];
}

function summary(certificates: readonly CertificateRow[], now: Date): string {
  const count = (status: Status) => certificates.filter((row) => validityAt(row, now).status === status).length;
  const [expired, soon, early] = [count("expired"), count("soon"), count("not-yet")];
  return [
    `${certificates.length} ${certificates.length === 1 ? "certificate" : "certificates"}`,
    ...(expired ? [`${expired} expired`] : []),
    ...(soon ? [`${soon} expiring within ${SOON_DAYS} days`] : []),
    ...(early ? [`${early} not valid yet`] : []),
  ].join(", ");
}

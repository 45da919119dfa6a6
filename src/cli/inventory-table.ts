import type { CertificateRow } from "../inventory/certificate-row";
import type { Inventory } from "../inventory/inventory";
import { type Status, validityAt } from "../inventory/status";
import { columns } from "./table";
import type { Paint, Style } from "./terminal";

const HEADER = ["HOST", "VALID UNTIL", "STATUS", "SUBJECT", "KEY", "DECLARED BY", "PASSPHRASE", "SHA-256"];

const COLOUR: Partial<Record<Status, Style>> = { expired: "red", soon: "yellow", "not-yet": "yellow" };

export interface TableOptions {
  readonly now: Date;
  readonly width: number;
  readonly paint: Paint;
}

/** The inventory for a terminal: one line for each certificate, the overlaps, and how many need a hand. */
export function toTable({ registry, certificates, overlaps }: Inventory, { now, width, paint }: TableOptions): string {
  if (certificates.length === 0) return `The registry ${registry} has no certificates.\n`;
  const [header, ...lines] = columns([HEADER, ...certificates.map((row) => cells(row, now))], width);
  const rows = lines.map((line, i) => {
    const colour = COLOUR[validityAt(certificates[i]!, now).status];
    return colour ? paint(colour, line) : line;
  });
  return `${[
    paint("bold", header!),
    ...rows,
    "",
    ...(overlaps.length === 0
      ? []
      : [paint("bold", "Overlaps"), ...overlaps.map(({ explanation }) => `- ${explanation}`), ""]),
    summary(certificates, now),
  ].join("\n")}\n`;
}

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
    ...(soon ? [`${soon} expiring within 30 days`] : []),
    ...(early ? [`${early} not valid yet`] : []),
  ].join(", ");
}

import type { CertificateRow } from "../inventory/certificate-row";
import { validityAt } from "../inventory/status";
import { warningText } from "../inventory/warnings";

/** A column of the inventory's table. */
export interface InventoryColumn {
  readonly title: string;
  /** Never cut, however narrow the terminal. */
  readonly whole?: true;
  write(row: CertificateRow, now: Date): string;
}

/** By their names at the command line. */
export const COLUMNS = {
  host: { title: "HOST", whole: true, write: ({ host }) => host },
  until: { title: "VALID UNTIL", whole: true, write: ({ notAfter }) => notAfter.slice(0, 10) },
  status: { title: "STATUS", whole: true, write: statusOf },
  subject: { title: "SUBJECT", write: ({ subject }) => subject },
  key: { title: "KEY", write: ({ key }) => key },
  declaration: { title: "DECLARED BY", write: ({ declaration }) => declaration },
  passphrase: { title: "PASSPHRASE", write: ({ passphrase }) => passphrase },
  sha256: {
    title: "SHA-256",
    write: ({ fingerprint256 }) => fingerprint256.replaceAll(":", "").slice(0, 12).toLowerCase(),
  },
  issuer: { title: "ISSUER", write: ({ issuer }) => issuer },
  from: { title: "VALID FROM", whole: true, write: ({ notBefore }) => notBefore.slice(0, 10) },
  serial: { title: "SERIAL NUMBER", write: ({ serialNumber }) => serialNumber },
  chain: { title: "CHAIN", write: ({ chainLength }) => String(chainLength) },
  authorities: {
    title: "SERVER VERIFIED BY",
    write: ({ certificateAuthorities: all }) => (all.length === 0 ? "usual roots" : all.join("; ")),
  },
  added: { title: "ADDED", write: ({ addedAt }) => addedAt ?? "first deployment" },
  warnings: {
    title: "WARNINGS",
    write: ({ warnings }) => (warnings === undefined ? "not known" : warnings.map(warningText).join("; ") || "none"),
  },
  fingerprint: { title: "FINGERPRINT", write: ({ fingerprint256 }) => fingerprint256 },
} as const satisfies Record<string, InventoryColumn>;

export type ColumnName = keyof typeof COLUMNS;

export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

/** Those that are shown unless others are asked for; where the terminal is narrow, fewer from the left. */
export const USUAL_COLUMNS: readonly ColumnName[] = [
  "host",
  "until",
  "status",
  "subject",
  "key",
  "declaration",
  "passphrase",
  "sha256",
];

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(COLUMNS, name);
}

function statusOf(row: CertificateRow, now: Date): string {
  const { status, words } = validityAt(row, now);
  return status === "expired" ? words.toUpperCase() : words;
}

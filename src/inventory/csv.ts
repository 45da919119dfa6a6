import type { CertificateRow } from "./certificate-row";
import { warningText } from "./warnings";

const COLUMNS = [
  "host",
  "notAfter",
  "subject",
  "issuer",
  "declaration",
  "key",
  "notBefore",
  "chainLength",
  "certificateAuthorities",
  "passphrase",
  "addedAt",
  "serialNumber",
  "fingerprint256",
  "publicKey",
  "warnings",
] as const satisfies readonly (keyof CertificateRow)[];

/** Certificates for a spreadsheet (RFC 4180), the columns under the names that they have in JSON. */
export function toCsv(certificates: readonly CertificateRow[]): string {
  const lines = certificates.map((row) => COLUMNS.map((name) => cell(row[name])));
  return [COLUMNS, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

function cell(value: CertificateRow[(typeof COLUMNS)[number]]): string {
  const parts =
    typeof value === "object" ? value.map((it) => (typeof it === "string" ? it : warningText(it))) : undefined;
  const text = parts?.join("; ") ?? String(value ?? "");
  // A spreadsheet would take it for a formula (OWASP, "CSV Injection").
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

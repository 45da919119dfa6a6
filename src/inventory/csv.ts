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

/**
 * Where a spreadsheet would begin a formula (OWASP, "CSV Injection"): at the start of a cell, of which one that is set to
 * another separator finds more, after white space, and by the signs of full width.
 */
const FORMULA = /(?<=^|[;|])[\s"]*(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function cell(value: CertificateRow[(typeof COLUMNS)[number]]): string {
  const parts =
    typeof value === "object" ? value.map((it) => (typeof it === "string" ? it : warningText(it))) : undefined;
  const text = parts?.join("; ") ?? String(value ?? "");
  const safe = text.replace(FORMULA, "$&'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

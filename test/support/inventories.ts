import type { CertificateRow } from "../../src/inventory/certificate-row";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A row for tests that do not look into every fact. */
export function rowFor(given: Partial<CertificateRow> & { readonly host: string }): CertificateRow {
  return {
    declaration: `stack/${given.host}`,
    order: 0,
    subject: `CN=${given.host}, O=Acme`,
    issuer: "CN=Acme CA",
    serialNumber: "01AB",
    fingerprint256: `AA:BB:${given.host}`,
    key: "EC P-256",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    chainLength: 1,
    certificateAuthorities: [],
    passphrase: "none",
    ...given,
  };
}

/** ISO 8601, UTC, to the second: so many days from now. */
export function inDays(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19)}Z`;
}

import { matchesHost } from "../host/host-pattern";
import type { CertificateRow } from "./certificate-row";
import { type Inventory, makeInventory } from "./inventory";

/** The part of an inventory that is about one host: every certificate that matches it. */
export function forHost({ registry, certificates }: Inventory, host: string): Inventory {
  return makeInventory(
    registry,
    certificates.filter((row) => matchesHost(row.host, host)),
  );
}

export const ORDERS = ["added", "expiry", "host"] as const;

export type Order = (typeof ORDERS)[number];

/** The rows in another order, for people to read: what is added later no longer comes later. */
export function inOrder(certificates: readonly CertificateRow[], order: Order): readonly CertificateRow[] {
  if (order === "added") return certificates;
  const key = order === "host" ? ({ host }: CertificateRow) => host : ({ notAfter }: CertificateRow) => notAfter;
  return [...certificates].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** The certificates that have ended, or end within so many days. */
export function endingWithin(certificates: readonly CertificateRow[], days: number, now: Date): CertificateRow[] {
  const limit = now.getTime() + days * 24 * 60 * 60 * 1000;
  return certificates.filter(({ notAfter }) => Date.parse(notAfter) <= limit);
}

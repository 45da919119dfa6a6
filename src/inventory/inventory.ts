import { describeOverlap, type Overlap, overlaps } from "../host/overlap";
import { compareRank } from "../host/rank";
import { printable, printableValue } from "../printable";
import type { CertificateRow } from "./certificate-row";

/** The certificates of a registry as people review them. */
export interface Inventory {
  readonly registry: string;
  /** In the order in which they were added, so that of two rows of the same kind the later one wins. */
  readonly certificates: readonly CertificateRow[];
  readonly overlaps: readonly InventoryOverlap[];
}

/** Two certificates that can match the same host. */
export interface InventoryOverlap {
  /** The hosts that both match: a pattern, or in words. */
  readonly hosts: string;
  /** The declaration that wins there. */
  readonly winner: string;
  readonly loser: string;
  /** Whether the code decides it; otherwise it depends on which of the two is deployed first. */
  readonly decided: boolean;
  readonly explanation: string;
}

/** An inventory is the same whatever the order in which its rows are found, and printable whoever wrote them. */
export function makeInventory(registry: string, rows: readonly CertificateRow[]): Inventory {
  const certificates = printableValue([...rows]).sort(byAddition);
  return { registry: printable(registry), certificates, overlaps: overlapsOf(certificates) };
}

/** @param certificates those of an inventory */
export function overlapsOf(certificates: readonly CertificateRow[]): readonly InventoryOverlap[] {
  return overlaps(certificates).map(toInventoryOverlap);
}

/** What is not deployed yet comes last, as it wins: see compareRank. */
function byAddition(a: CertificateRow, b: CertificateRow): number {
  // Rank among wildcards alone is the order of addition, latest first.
  return -compareRank({ ...a, host: "*" }, { ...b, host: "*" });
}

function toInventoryOverlap(overlap: Overlap<CertificateRow>): InventoryOverlap {
  return {
    hosts: overlap.hosts,
    winner: overlap.winner.declaration,
    loser: overlap.loser.declaration,
    decided: overlap.decided,
    explanation: describeOverlap(overlap),
  };
}

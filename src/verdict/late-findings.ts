import type { Finding } from "../finding";
import type { Late } from "../late";

/** Findings of which some need a handshake. */
export interface LateFindings {
  /** Those that need none; among all of them, they stand in the same order. */
  readonly atOnce: readonly Finding[];
  /** In the order in which people read them. */
  readonly all: Late<readonly Finding[]>;
}

/** Findings that need no handshake. */
export function seen(findings: readonly Finding[]): LateFindings {
  return { atOnce: findings, all: () => findings };
}

import { join } from "node:path";

/** One of the certificates that the benchmark declares, and its files. */
export interface Pair {
  readonly id: string;
  readonly host: string;
  readonly certificatePath: string;
  readonly privateKeyPath: string;
}

/** The first certificates of a folder; half of them are for a full host, half for a wildcard. */
export function pairsIn(folder: string, count: number): Pair[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `Certificate${i}`,
    host: hostPattern(i),
    certificatePath: join(folder, `${i}.crt`),
    privateKeyPath: join(folder, `${i}.key`),
  }));
}

export function hostPattern(i: number): string {
  return i % 2 === 0 ? `api.customer-${i}.example` : `*.customer-${i}.example`;
}

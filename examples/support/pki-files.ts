import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issued } from "./pki";

/** Writes the files that `make` returns, by their names, unless the directory is there already. */
export async function writePki(directory: string, make: () => Promise<Record<string, string>>): Promise<void> {
  if (existsSync(directory)) return;
  const files = await make();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), content, { mode: 0o600 });
  }
}

/** The two files of a certificate and its key. */
export function pair(name: string, { certificate, privateKey }: Issued): Record<string, string> {
  return { [`${name}.crt`]: certificate, [`${name}.key`]: privateKey };
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issued } from "../../examples/support/pki";

/** Writes a file into a folder and returns its path. */
export function writeInto(directory: string, name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** Writes a certificate and its key, over those of the same name; returns what a declaration needs of them. */
export function writePair(
  directory: string,
  name: string,
  { certificate, privateKey }: Issued,
): { certificatePath: string; privateKeyPath: string } {
  return {
    certificatePath: writeInto(directory, `${name}.crt`, certificate),
    privateKeyPath: writeInto(directory, `${name}.key`, privateKey),
  };
}

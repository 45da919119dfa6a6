import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registrationFor } from "./registrations";

/** A directory such as synth leaves, of one stack with a certificate for each host. */
export function synthesised(...hosts: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), "synthesised-"));
  const registrations = hosts.map((host, order) => ({
    ...registrationFor({ host, order }),
    registry: "client-certificates",
    files: { privateKey: "x.key", passphrase: { variable: "acme_passphrase" } },
  }));
  writeFileSync(join(directory, "client-certificates.json"), JSON.stringify({ version: 1, registrations }));
  return directory;
}

import type { Command } from "commander";
import { readManifests } from "../registry/manifest";
import { command, print } from "./command";
import { keyOf } from "./facts";
import { columns } from "./table";

export function inventoryCommand(): Command {
  return command("inventory")
    .description("List the certificates of a registry.")
    .option("--from <directory>", "cdktf's output directory", "cdktf.out")
    .action(run);
}

function run({ from }: { from: string }): void {
  const { registrations } = readManifests(from);
  const rows = registrations.map((registration) => [
    registration.host,
    registration.subject,
    registration.notAfter.slice(0, 10),
    keyOf(registration),
    registration.certificateAuthorities?.join("; ") ?? "-",
    registration.secretName,
  ]);
  print(columns([["HOST", "SUBJECT", "VALID UNTIL", "KEY", "CA", "SECRET"], ...rows]).join("\n"));
}

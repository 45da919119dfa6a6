import type { Command } from "commander";
import { ClientCertificates, type ConnectionOptions } from "../runtime";

/** Which registry a command uses. */
export interface RegistryOptions {
  readonly from?: string;
  readonly registry?: string;
}

/** Adds the options by which a command is told its registry. */
export function registryOptions(self: Command): Command {
  return self
    .option("--from <directory>", "cdktf's output directory (default: cdktf.out, unless --registry is given)")
    .option("--registry <name>", "the deployed registry of that name; with --from, the one among several");
}

/** The client certificates of the registry that a command was told. */
export function certificatesOf(
  { from, registry }: RegistryOptions,
  options: ConnectionOptions = {},
): ClientCertificates {
  return registry !== undefined && from === undefined
    ? new ClientCertificates({ ...options, registry })
    : ClientCertificates.fromSynth(from ?? "cdktf.out", { ...options, registry });
}

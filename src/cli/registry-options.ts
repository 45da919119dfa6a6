import { type Command, Option } from "commander";
import { ClientCertificateError } from "../errors";
import { awsRegion } from "./aws-environment";

/** Which registry a command uses. */
export interface RegistryOptions {
  /** @default "cdktf.out", unless a registry is given */
  readonly from?: string;
  readonly registry?: string;
  readonly region?: string;
}

/** A registry in AWS. */
export interface DeployedRegistry {
  readonly registry: string;
  readonly region: string;
}

/** Adds the options by which a command is told its registry. */
export function registryOptions(self: Command): Command {
  return self
    .option("--from <directory>", "cdktf's output directory (default: cdktf.out, unless --registry is given)")
    .option("--registry <name>", "the deployed registry of that name; with --from, the one among several")
    .addOption(regionOption());
}

/**
 * The deployed registry that a command was told; undefined where it was told a synth.
 *
 * @throws ClientCertificateError `invalid-argument` where no region is known, or one is given for a synth
 */
export async function deployedRegistry(options: RegistryOptions): Promise<DeployedRegistry | undefined> {
  const { from, registry, region } = options;
  if (registry !== undefined && from === undefined) return { registry, region: await awsRegion(region) };
  if (region === undefined) return undefined;
  throw new ClientCertificateError("invalid-argument", "--region goes with --registry NAME: a synth has no region");
}

export function regionOption(): Option {
  return new Option("--region <region>", "AWS region of the registry (default: AWS_REGION, or the profile's)");
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ClientCertificateError } from "../errors";
import { printable } from "../printable";
import { readDeployed } from "../recovery/aws";
import { carryOut } from "../recovery/carry-out";
import { type DeclaredStack, readDeclaredStack } from "../recovery/declared-stack";
import { recover } from "../recovery/recovery";
import { registrySteps } from "../recovery/registry-steps";
import { commandOf, type Step } from "../recovery/steps";
import { type Terraform, terraformIn } from "../recovery/terraform";
import { readState } from "../recovery/terraform-state";
import { readStackDirectories } from "../wire/manifest";
import { awsEnvironment, awsRegion } from "./aws-environment";
import { command, print } from "./command";

interface RecoverOptions {
  readonly from: string;
  readonly stack?: string;
  readonly deployment?: string;
  readonly apply?: boolean;
}

export function recoverCommand(): Command {
  return command("recover")
    .description(
      "After a deploy that was cut off, or a lost state: what AWS has and Terraform does not know, and what to do.",
    )
    .option("--from <directory>", "cdktf's output directory", "cdktf.out")
    .option("--stack <name>", "the stack, where there are several")
    .option("--deployment <mark>", "which deployment is this stack's, where the state has lost it")
    .option("--apply", "do it, rather than print the commands")
    .addHelpText(
      "after",
      `
Run it while no deploy runs, in a directory where Terraform was initialised, with the environment of a deploy. Then
deploy, and run it again until it finds nothing.
Where an apply stopped with ConditionalCheckFailedException, it says who holds the registration's key.
Exit status: 0 nothing is left behind, or all is done; 1 something is, or is in the way; 2 wrong usage.

Examples:
  client-certificates recover --stack checks
  client-certificates recover --stack checks --apply && cdktf deploy checks && client-certificates recover --stack checks`,
    )
    .action(run);
}

async function run({ from, stack, deployment, apply }: RecoverOptions): Promise<void> {
  const declared = readDeclaredStack(stackDirectory(from, stack));
  const terraform = terraformIn(declared.directory);
  const env = { ...process.env, ...(await awsEnvironment(await awsRegion(undefined, "set AWS_REGION"))) };
  const { steps, notes, obstacles } = await find(declared, terraform, env, deployment);
  for (const note of [...notes, ...obstacles]) print(`# ${printable(note)}`);
  if (steps.length === 0) {
    print(notes.length + obstacles.length === 0 ? "Nothing is left behind." : "Nothing else is left behind.");
    process.exitCode = obstacles.length > 0 ? 1 : 0;
    return;
  }
  for (const step of steps) {
    print(`# ${printable(step.why)}`);
    print(commandOf(step));
    if (apply) await carryOut(step, terraform, env);
  }
  print(apply ? "# Done. Now deploy, and run this again." : "# Then deploy, and run this again.");
  process.exitCode = apply && obstacles.length === 0 ? 0 : 1;
}

async function find(stack: DeclaredStack, terraform: Terraform, env: NodeJS.ProcessEnv, mark?: string) {
  const state = await readState(terraform);
  const registries = new Set(stack.certificates.map(({ registry }) => registry));
  const steps: Step[] = [];
  const notes: string[] = [];
  const obstacles: string[] = [];
  for (const registry of registries) {
    const deployed = await readDeployed(registry, env);
    const found = recover({ stack, state, deployed, registry, mark });
    steps.push(...found.steps);
    notes.push(...found.notes);
    obstacles.push(...found.obstacles);
  }
  return { steps: [...(await registrySteps(stack, state)), ...steps], notes, obstacles };
}

/** @throws ClientCertificateError `invalid-argument` where it is not clear which stack is meant */
function stackDirectory(from: string, stack?: string): string {
  const app = join(from, "manifest.json");
  if (!existsSync(app)) return from;
  const directories = readStackDirectories(readFileSync(app, "utf8"), app);
  const chosen = directories.filter((it) => stack === undefined || it.split("/").at(-1) === stack);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return join(from, only);
  const names = directories.map((it) => it.split("/").at(-1)).join(", ");
  throw new ClientCertificateError("invalid-argument", `name one of the stacks with --stack: ${names}`);
}

// What the deploy suite needs of the machine.
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export interface Tools {
  readonly terraform: string;
  readonly moto: string;
  /** A folder in Terraform's filesystem mirror layout that holds the AWS provider. Without it, `terraform init` downloads. */
  readonly providerMirror?: string;
}

/** Where the tools are, or one sentence about what is missing. */
export function findTools(env: NodeJS.ProcessEnv = process.env): Tools | { readonly missing: string } {
  const terraform = findOnPath("terraform", env);
  if (!terraform) return { missing: "terraform is not on the PATH (1.11 or newer is needed)" };
  const { terraform_version } = JSON.parse(run(terraform, ["version", "-json"])) as { terraform_version: string };
  const [major = 0, minor = 0] = terraform_version.split(".").map(Number);
  if (major < 1 || (major === 1 && minor < 11)) {
    return { missing: `terraform ${terraform_version} is too old: write-only arguments need 1.11 or newer` };
  }
  const moto = findOnPath("moto_server", env);
  if (!moto) return { missing: "moto_server is not on the PATH (pip install 'moto[server]==5.2.1')" };
  const providerMirror = findProviderMirror(env);
  return { terraform, moto, ...(providerMirror && { providerMirror }) };
}

let searched: { readonly found: string | undefined } | undefined;

/** @param env `TERRAFORM_PROVIDER_MIRROR` names the folder; otherwise the file system is searched, once. */
export function findProviderMirror(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.TERRAFORM_PROVIDER_MIRROR !== undefined) return env.TERRAFORM_PROVIDER_MIRROR || undefined;
  searched ??= { found: searchProviderMirror() };
  return searched.found;
}

function searchProviderMirror(): string | undefined {
  const search = ["/", "-xdev", "-name", "node_modules", "-prune", "-o"];
  search.push("-path", "*/hashicorp/aws/*", "!", "-path", "*/.terraform/*");
  const binary = run("find", [...search, "-name", "terraform-provider-aws_v*", "-print", "-quit"]).trim();
  // <mirror>/<registry host>/hashicorp/aws/<version>/<platform>/terraform-provider-aws_v…; a plugin cache is laid out alike.
  return /^(.+)\/[^/]+\/hashicorp\/aws\/[^/]+\/[^/]+\/[^/]+$/.exec(binary)?.[1];
}

export function isOnPath(name: string): boolean {
  return findOnPath(name, process.env) !== undefined;
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const candidates = (env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// `find` exits with 1 where a folder could not be read; what it printed counts all the same.
function run(command: string, parameters: readonly string[]): string {
  try {
    return execFileSync(command, parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? "";
  }
}

// The cdktf command line. It is over 400 MB, so it is no dependency: see packages.ts.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageFolder } from "./packages";
import { terraformEnvironment } from "./terraform";

export interface CdktfOptions {
  /** The folder that holds cdktf.json. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface CdktfRun {
  readonly exitCode: number;
  /** What it printed, without colours and with the frame and the line breaks of its 80 columns as they were. */
  readonly output: string;
}

/** The path of the `cdktf` script; run it with Node. */
export function cdktfCli(): string {
  return join(packageFolder("cdktf-cli"), "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js");
}

/** Runs `cdktf synth`, `diff`, `deploy --auto-approve`, `destroy --auto-approve` … to its end, whatever its exit status. */
export async function cdktf(parameters: readonly string[], { directory, env }: CdktfOptions): Promise<CdktfRun> {
  const script = cdktfCli();
  const settings = {
    cwd: directory,
    env: { ...terraformEnvironment(), ...CDKTF_ENVIRONMENT, ...env },
    maxBuffer: 64 * 1024 * 1024,
  };
  const all = [script, ...parameters, ...(asksForLock(parameters) ? ["--skip-provider-lock"] : [])];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, all, settings);
    return { exitCode: 0, output: plain(stdout + stderr) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { exitCode: code, output: plain(`${stdout}${stderr}`) };
  }
}

const CDKTF_ENVIRONMENT = {
  CI: "1",
  // Otherwise it copies the providers to a cache in the user's home.
  CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
};

// The lock is made from the registry on the internet, even where the provider comes from a mirror.
function asksForLock([command = ""]: readonly string[]): boolean {
  return ["diff", "plan", "deploy", "apply", "destroy"].includes(command);
}

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
  return text.replace(/\u001b\[[\d;]*m/g, "");
}

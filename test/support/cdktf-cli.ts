// The command lines of the frameworks. One is over 400 MB, so they are no dependencies: see packages.ts.
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { nodeBinary } from "./node-versions";
import { packageFolder } from "./packages";
import { terraformEnvironment } from "./terraform";

export type CommandLine = "cdktf" | "cdktn";

export interface CdktfOptions {
  /** The folder that holds cdktf.json. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** @default "cdktf" */
  readonly command?: CommandLine;
}

export interface CdktfRun {
  readonly exitCode: number;
  /** What it printed, without colours and with the frame and the line breaks of its 80 columns as they were. */
  readonly output: string;
}

/** The path of the `cdktf` script; run it with Node. */
export function cdktfCli(command: CommandLine = "cdktf"): string {
  const name = `${command}-cli`;
  return join(packageFolder(name), "node_modules", name, "bundle", "bin", `${command}.js`);
}

/** cdktn's needs Node 22. */
function nodeFor(command: CommandLine): string {
  return command === "cdktn" ? nodeBinary("22") : process.execPath;
}

/** Runs `cdktf synth`, `diff`, `deploy --auto-approve`, `destroy --auto-approve` … to its end, whatever its exit status. */
export async function cdktf(
  parameters: readonly string[],
  { directory, env, command = "cdktf" }: CdktfOptions,
): Promise<CdktfRun> {
  const script = cdktfCli(command);
  const node = nodeFor(command);
  const settings = {
    cwd: directory,
    env: { ...terraformEnvironment(), ...CDKTF_ENVIRONMENT, ...env, PATH: `${dirname(node)}:${process.env.PATH}` },
    maxBuffer: 64 * 1024 * 1024,
  };
  const all = [script, ...parameters, ...(asksForLock(parameters) ? ["--skip-provider-lock"] : [])];
  try {
    const { stdout, stderr } = await promisify(execFile)(node, all, settings);
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

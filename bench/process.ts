// Measurements in processes of their own: plain Node, and the package as it was built.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const SOURCES = join(__dirname, "programs");
/** Beside the sources, so that what they import is found from there, too. */
const COMPILED = join(__dirname, ".programs");

/** Compiles the programs. No `tsx` in their processes: it would be measured as well. */
export async function compilePrograms(): Promise<void> {
  const entryPoints = readdirSync(SOURCES).map((file) => join(SOURCES, file));
  await build({ entryPoints, outdir: COMPILED, format: "cjs", platform: "node", target: "node20" });
}

export function compiled(program: string): string {
  return join(COMPILED, `${program}.js`);
}

export interface Launch {
  readonly arguments?: readonly (string | number)[];
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node. */
  readonly node?: readonly string[];
}

/** Runs a program to its end; resolves to what it reported. */
export async function run<T>(program: string, launch: Launch = {}): Promise<T> {
  const child = start(program, launch);
  const report = firstReport<T>(program, child);
  const exit = once(child, "exit");
  const value = await report;
  await exit;
  return value;
}

/** Starts a program that runs until it is disconnected; resolves to its first report. */
export async function serve<T>(program: string, launch: Launch = {}): Promise<{ report: T; stop(): Promise<void> }> {
  const child = start(program, launch);
  const report = await firstReport<T>(program, child);
  return {
    report,
    async stop() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
}

function start(program: string, { arguments: given = [], env = {}, node = [] }: Launch): ChildProcess {
  return fork(compiled(program), given.map(String), {
    execArgv: [...node],
    env: { ...process.env, ...env },
    // Standard output is the benchmark's own.
    stdio: ["ignore", process.stderr, process.stderr, "ipc"],
  });
}

function firstReport<T>(program: string, child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once("message", (report) => resolve(report as T));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The program ${program} ended with ${code} and no report.`)));
  });
}

// The examples in a folder of their own, to be run there as a user runs them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Those that are apps: every folder below examples/ with a cdktf.json. */
export const EXAMPLES = readdirSync(join(ROOT, "examples")).filter((name) =>
  existsSync(join(ROOT, "examples", name, "cdktf.json")),
);

export interface ExampleRun {
  readonly exitCode: number | null;
  /** What it printed, its errors included. */
  readonly output: string;
}

export class Examples {
  // Inside the package, so that it finds the package by its name; the state of a user's own deployment is not touched.
  private readonly root = mkdtempSync(join(ROOT, ".examples-"));

  constructor() {
    cpSync(join(ROOT, "examples"), this.root, {
      recursive: true,
      filter: (path) => !/\/(pki|dist|cdktf\.out|certificates\.md|\.terraform[^/]*|terraform\.[^/]*)$/.test(path),
    });
  }

  /** The folder of an example, or of a file in it. */
  directory(example: string, file = ""): string {
    return join(this.root, example, file);
  }

  read(example: string, file: string): string {
    return readFileSync(this.directory(example, file), "utf8");
  }

  /** Runs the command that its cdktf.json names, as the cdktf command line does. */
  synth(example: string, env: Readonly<Record<string, string>> = {}): Promise<ExampleRun> {
    const { app } = JSON.parse(this.read(example, "cdktf.json")) as { app: string };
    return this.run(example, app, env);
  }

  /** Runs a shell command in an example's folder, to its end. */
  async run(example: string, command: string, env: Readonly<Record<string, string>> = {}): Promise<ExampleRun> {
    const child = spawn(command, {
      cwd: this.directory(example),
      env: { ...process.env, ...env },
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { exitCode, output };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

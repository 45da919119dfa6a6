// The steps of a GitHub Actions workflow, run here as the runner runs them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Step {
  readonly job: string;
  readonly name: string;
  /** Skipped for a pull request of a fork. */
  readonly notForForks: boolean;
  readonly run: string;
}

/** The `run` steps of each job; it knows as much of YAML as our workflow uses. */
export function stepsOf(file: string): Step[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const steps: Step[] = [];
  let [job, name, notForForks] = ["", "", false];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    job = /^ {2}(\w+):$/.exec(line)?.[1] ?? job;
    const item = /^ {6}- (?:name: (.*))?/.exec(line);
    if (item) [name, notForForks] = [item[1] ?? "", false];
    if (/^ {8}if: "!github\.event\.pull_request\.head\.repo\.fork"$/.test(line)) notForForks = true;
    const run = /^ {8}run: (.*)$/.exec(line)?.[1];
    if (run === undefined) continue;
    const block: string[] = [];
    while (run === "|" && lines[i + 1]?.startsWith(" ".repeat(10))) block.push(lines[++i]!.slice(10));
    steps.push({ job, name, notForForks, run: run === "|" ? block.join("\n") : run });
  }
  return steps;
}

/** Runs a step in GitHub's `shell: bash`; rejects with what it printed when it fails. */
export async function runStep(
  { name, run }: Pick<Step, "name" | "run">,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const shell = ["--noprofile", "--norc", "-eo", "pipefail", "-c", run];
  // Not synchronously: the AWS that the step may ask is in this process.
  const child = spawn("bash", shell, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`the step "${name}" ended with ${status}:\n${output}`);
  return output;
}

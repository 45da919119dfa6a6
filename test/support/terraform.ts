// Terraform on one folder, with everything that it printed and every plan that it made kept for the leak tests.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror } from "./tools";

export interface TerraformOptions {
  /** The folder that holds cdk.tf.json. */
  readonly directory: string;
  /** Added to the environment, from which the user's own AWS and Terraform settings are removed. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  /** Further arguments, such as `-destroy` or `-target=…`. */
  readonly parameters?: readonly string[];
}

export interface Plan {
  /** 0: nothing to do; 2: changes. */
  readonly exitCode: 0 | 2;
  readonly output: string;
  readonly planFile: string;
  /** `terraform show -json` of the plan. It takes seconds, so ask for it only where it is needed. */
  json(): Promise<unknown>;
}

export class Terraform {
  /** Everything that it ever printed. */
  transcript = "";
  /** Every plan that was made, oldest first. */
  readonly planFiles: string[] = [];
  private readonly env: NodeJS.ProcessEnv;
  private readonly directory: string;

  constructor({ directory, env }: TerraformOptions) {
    this.directory = directory;
    this.env = { ...terraformEnvironment(), ...env };
  }

  async init(): Promise<void> {
    await this.run(["init"]);
  }

  async plan({ parameters = [] }: PlanOptions = {}): Promise<Plan> {
    const planFile = join(this.directory, `plan-${this.planFiles.length + 1}.tfplan`);
    const { output, exitCode } = await this.attempt(["plan", "-detailed-exitcode", `-out=${planFile}`, ...parameters]);
    if (exitCode !== 0 && exitCode !== 2) throw failure("plan", exitCode, output);
    this.planFiles.push(planFile);
    return { exitCode, output, planFile, json: () => this.show(planFile) };
  }

  /** Applies what `plan` would show, or the plan file if given. */
  async apply(planFile?: string): Promise<string> {
    return this.run(["apply", "-auto-approve", ...(planFile ? [planFile] : [])]);
  }

  /** Applies, and kills Terraform with its providers so many milliseconds after `when` is true; whether it came to that. */
  async applyAndKill(when: () => boolean, afterMs = 0): Promise<boolean> {
    let isKilled = false;
    await this.attempt(["apply", "-auto-approve"], (child) => {
      const timer = setInterval(() => {
        if (!when()) return;
        clearInterval(timer);
        setTimeout(() => {
          isKilled = child.exitCode === null && process.kill(-child.pid!, "SIGKILL");
        }, afterMs);
      }, 3);
      child.once("close", () => clearInterval(timer));
    });
    return isKilled;
  }

  async destroy(): Promise<string> {
    return this.run(["destroy", "-auto-approve"]);
  }

  /** The outputs of the stack, by name. */
  async output(): Promise<Record<string, unknown>> {
    const outputs = JSON.parse(await this.run(["output", "-json"])) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** The state, or a plan, as JSON. */
  async show(planFile?: string): Promise<unknown> {
    return JSON.parse(await this.run(["show", "-json", ...(planFile ? [planFile] : [])]));
  }

  /** The state as it is on disk. */
  stateFile(name = "terraform.tfstate"): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  private async run(parameters: readonly string[]): Promise<string> {
    const { output, exitCode } = await this.attempt(parameters);
    if (exitCode !== 0) throw failure(parameters[0], exitCode, output);
    return output;
  }

  private async attempt(
    [command = "", ...parameters]: readonly string[],
    onStart: (child: ChildProcess) => void = () => {},
  ): Promise<{ readonly output: string; readonly exitCode: number }> {
    const child = spawn("terraform", [command, "-no-color", ...parameters], {
      cwd: this.directory,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that it can be killed together with its providers.
      detached: true,
    });
    onStart(child);
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
    }
    const [exitCode] = (await once(child, "close")) as [number | null];
    this.transcript += output.join("");
    return { output: output.join(""), exitCode: exitCode ?? -1 };
  }
}

/** The environment of this process, fit for Terraform: no prompts, no look-ups, none of the user's own settings. */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    // A variable without a value is an error, not a question; the cdktf command line would wait for the answer forever.
    TF_INPUT: "0",
    // The provider fills its memory once and ends: to collect what is left of it took a fifth of the processor's time.
    GOGC: "400",
    TF_CLI_CONFIG_FILE: cliConfiguration(),
  };
}

let configurationFile: string | undefined;

/** Writes a Terraform CLI configuration that takes providers from the mirror, if there is one; returns its path. */
export function cliConfiguration(): string {
  if (configurationFile) return configurationFile;
  const mirror = findProviderMirror();
  const installation = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  configurationFile = join(mkdtempSync(join(tmpdir(), "terraform-cli-")), "terraform.rc");
  writeFileSync(configurationFile, mirror ? installation : "");
  return configurationFile;
}

function failure(command: string | undefined, exitCode: number, output: string): Error {
  return new Error(`terraform ${command} ended with ${exitCode}:\n${output}`);
}

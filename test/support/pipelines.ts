// The shell in the pipelines of examples/pipeline, as the system that runs it would get it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { safeLoad } = require("js-yaml") as { safeLoad(text: string, options: { filename: string }): unknown };

export const PIPELINE = join(__dirname, "../../examples/pipeline");

export interface Script {
  /** The job or the stage. */
  readonly name: string;
  readonly run: string;
}

type Yaml = Readonly<Record<string, unknown>>;

/** A file in YAML; what is none throws. */
export function yaml(path: string): Yaml {
  return safeLoad(readFileSync(path, "utf8"), { filename: path }) as Yaml;
}

interface GitHub extends Yaml {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

export function gitHubScripts(path: string): Script[] {
  return Object.entries((yaml(path) as GitHub).jobs).flatMap(([name, { steps }]) =>
    steps.flatMap(({ run }) => (run === undefined ? [] : [{ name, run }])),
  );
}

/** GitLab runs a job's lines, those before among them, in one shell that ends with the first that fails. */
export function gitLabScripts(path: string): Script[] {
  const jobs = Object.entries(yaml(path) as Record<string, { script?: string[]; before_script?: string[] }>);
  return jobs.flatMap(([name, { before_script: before = [], script = [] }]) =>
    [before, script].filter((lines) => lines.length > 0).map((lines) => ({ name, run: lines.join("\n") })),
  );
}

interface Atlantis extends Yaml {
  readonly workflows: Readonly<
    Record<string, Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>>
  >;
}

export function atlantisScripts(path: string): Script[] {
  return Object.values((yaml(path) as Atlantis).workflows).flatMap((workflow) =>
    Object.entries(workflow).flatMap(([name, { steps }]) =>
      steps.flatMap(({ run }) => (run === undefined ? [] : [{ name, run }])),
    ),
  );
}

export function jenkinsScripts(path: string): Script[] {
  const stages = readFileSync(path, "utf8")
    .split(/^ *stage\('/m)
    .slice(1);
  return stages.flatMap((stage) => {
    const name = stage.slice(0, stage.indexOf("'"));
    const scripts = [...stage.matchAll(/\bsh (?:'''([\s\S]*?)'''|'(.*?)')/g)];
    return scripts.map(([, block, line]) => ({ name, run: (block ?? line)!.replace(/^ +/gm, "") }));
  });
}

/** What bash says of a script that it does not run; "" where it could. */
export function syntaxFault(script: string): string {
  return spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr;
}

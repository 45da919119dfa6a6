// The pipelines for GitLab, Jenkins, Atlantis and HCP Terraform: read as their systems read them, and their reviews run.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { keepStateInHcpTerraform } from "../../examples/pipeline/hcp-terraform";
import { makePki } from "../../examples/pipeline/pki";
import { testTools } from "../support/describe-tools";
import {
  atlantisScripts,
  gitHubScripts,
  gitLabScripts,
  jenkinsScripts,
  PIPELINE,
  type Script,
  syntaxFault,
} from "../support/pipelines";
import { TeamRepository } from "../support/team-repository";
import { runStep } from "../support/workflow";

const PASSPHRASE = "correct horse battery staple";
const ROOT = join(__dirname, "../..");

const PIPELINES: readonly [name: string, scripts: readonly Script[]][] = [
  ["our own workflow", gitHubScripts(join(ROOT, ".github/workflows/ci.yml"))],
  ["GitHub", gitHubScripts(join(PIPELINE, ".github/workflows/client-certificates.yml"))],
  ["GitLab", gitLabScripts(join(PIPELINE, ".gitlab-ci.yml"))],
  ["Jenkins", jenkinsScripts(join(PIPELINE, "Jenkinsfile"))],
  ["Atlantis", atlantisScripts(join(PIPELINE, "atlantis.yaml"))],
];

jest.setTimeout(120_000);

test.each(PIPELINES)("%s: every script is one that bash reads", (_, scripts) => {
  expect(scripts.length).toBeGreaterThanOrEqual(4);
  expect(scripts.map(({ run }) => syntaxFault(run)).filter((fault) => fault !== "")).toEqual([]);
});

test("a script that bash does not read is told", () => expect(syntaxFault("if true; then")).toContain("syntax error"));

test("the Jenkinsfile's blocks are closed, and only the stages that need the passphrase have it", () => {
  const text = readFileSync(join(PIPELINE, "Jenkinsfile"), "utf8");
  const groovy = text.replace(/'''[\s\S]*?'''|'[^'\n]*'|\/\/.*$/gm, "");
  for (const [open, close] of ["{}", "()", "[]"]) {
    expect([open, groovy.split(open!).length]).toEqual([open, groovy.split(close!).length]);
  }
  const given = text.split(/^ {4}stage\('/m).filter((stage) => stage.includes("credentialsId"));
  expect(given.map((stage) => /^\w+/.exec(stage)?.[0])).toEqual(["Review", "Plan", "Deploy"]);
});

/** What a review is made of, and what its system puts in the environment. */
const REVIEWS: readonly [name: string, scripts: readonly Script[], env: NodeJS.ProcessEnv][] = [
  [
    "GitLab",
    gitLabScripts(join(PIPELINE, ".gitlab-ci.yml")).filter(({ name }) => name === "review"),
    { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
  ],
  [
    "Jenkins",
    jenkinsScripts(join(PIPELINE, "Jenkinsfile")).filter(({ name }) => name === "Review" || name === "Compare"),
    { CHANGE_TARGET: "main" },
  ],
  [
    "Atlantis",
    atlantisScripts(join(PIPELINE, "atlantis.yaml")).filter(({ run }) =>
      /cdktf synth|client-certificates diff/.test(run),
    ),
    { BASE_BRANCH_NAME: "main" },
  ],
];

describe("the review", () => {
  let repository: TeamRepository;

  beforeAll(async () => {
    repository = new TeamRepository("pipeline");
    await makePki(join(repository.directory, "pki"), PASSPHRASE);
    repository.commit("A branch without certificates.md");
    repository.git("remote", "add", "origin", repository.directory);
    repository.git("fetch", "--quiet", "origin");
    await run({ name: "author", run: "npx cdktf synth" }, { CI: "false" });
  });

  afterAll(() => repository?.remove());

  const run = (step: Script, env: NodeJS.ProcessEnv) =>
    runStep(step, repository.directory, {
      PATH: `${join(repository.directory, "node_modules/.bin")}:${process.env.PATH}`,
      HOME: process.env.HOME,
      CI: "true",
      SYNTH_TF_VAR_acme_passphrase: PASSPHRASE,
      ...env,
    });

  test.each(REVIEWS)("of %s says what is added", async (_, steps, env) => {
    let output = "";
    for (const step of steps) output += await run(step, env);
    expect(output).toContain("1 added");
    expect(output).toContain("`*.acme.com` (`pipeline/Acme`)");
  });

  test("fails where the inventory is out of date, as CI is set where the system does not set it", async () => {
    const inventory = readFileSync(join(repository.directory, "certificates.md"), "utf8");
    repository.write("certificates.md", inventory.replace("CN=acme-checks", "CN=another"));
    const [, [synth], env] = REVIEWS[0]!;
    await expect(run(synth!, env)).rejects.toThrow("certificates.md is out of date");
    expect(readFileSync(join(PIPELINE, "Jenkinsfile"), "utf8")).toMatch(/^ {4}CI = 'true'$/m);
    expect(readFileSync(join(PIPELINE, "atlantis.yaml"), "utf8")).toMatch(/name: CI\n +value: "true"$/m);
  });
});

// The framework asks Terraform for its version where the state is there.
testTools("terraform")("HCP Terraform keeps the state, and nothing else", () => {
  const outdir = mkdtempSync(join(tmpdir(), "hcp-"));
  const app = new App({ outdir });
  keepStateInHcpTerraform(new TerraformStack(app, "pipeline"), "acme");
  app.synth();
  const { terraform } = JSON.parse(readFileSync(join(outdir, "stacks/pipeline/cdk.tf.json"), "utf8"));
  expect(terraform.cloud).toEqual({ organization: "acme", workspaces: { name: "client-certificates" } });
  rmSync(outdir, { recursive: true });
});

// The workflow of examples/pipeline: its steps, as shell, in a repository of their own, with AWS on this machine.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makePki } from "../../examples/pipeline/pki";
import { cdktfCli } from "../support/cdktf-cli";
import { describeDeployBy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { TeamRepository } from "../support/team-repository";
import { terraformEnvironment } from "../support/terraform";
import { runStep, type Step, stepsOf } from "../support/workflow";

const PASSPHRASE = "correct horse battery staple";
const WORKFLOW = ".github/workflows/client-certificates.yml";

jest.setTimeout(600_000);

test("the workflow has the steps that docs/pipelines.md tells of", () => {
  const steps = stepsOf(join(__dirname, "../../examples/pipeline", WORKFLOW)).map(({ job, name }) => `${job}: ${name}`);
  expect(steps).toEqual([
    "review: Install",
    "review: Synth, which fails if certificates.md is out of date",
    "review: Compare with the base branch",
    "review: Plan",
    "review: Summary",
    "review: Comment",
    "deploy: Install",
    "deploy: Deploy",
  ]);
});

describeDeployBy("cdktf-cli")("the workflow of the pipeline example", () => {
  let aws: LocalAws;
  let repository: TeamRepository;
  let steps: readonly Step[];

  beforeAll(async () => {
    aws = await startLocalAws();
    repository = new TeamRepository("pipeline", cdktfCli());
    repository.script("node_modules/.bin/gh", '#!/bin/sh\necho "$@" > gh-arguments\ncat "$7" > gh-comment.md\n');
    steps = stepsOf(join(repository.directory, WORKFLOW)).filter(({ name }) => name !== "Install");
    await makePki(join(repository.directory, "pki"), PASSPHRASE);
    await author();
    repository.commit("Certificates");
  });

  afterAll(async () => {
    await aws?.stop();
    repository?.remove();
  });

  /** What the author of a change does: outside of CI, a synth writes the inventory. */
  const author = () =>
    runStep({ name: "synth", run: "npx cdktf synth" }, repository.directory, environment({ CI: "false" }));

  function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...terraformEnvironment(),
      ...aws.env,
      PATH: `${join(repository.directory, "node_modules/.bin")}:${process.env.PATH}`,
      CI: "true",
      // Otherwise cdktf copies the providers to a cache in the user's home.
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
      GITHUB_BASE_REF: "main",
      GITHUB_STEP_SUMMARY: join(repository.directory, "summary.md"),
      PULL_REQUEST: "7",
      ALLOW_UNCHECKED_KEYS: "false",
      TF_VAR_acme_passphrase: PASSPHRASE,
      SYNTH_TF_VAR_acme_passphrase: PASSPHRASE,
      ...more,
    };
  }

  /** Runs a job's steps, with main as the branch that a pull request is for. */
  async function run(job: string, env = environment(), fork = false): Promise<string> {
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    let output = "";
    for (const step of steps.filter((it) => it.job === job && !(fork && it.notForForks))) {
      output += await runStep(step, repository.directory, env);
    }
    return output;
  }

  const file = (name: string) => readFileSync(join(repository.directory, name), "utf8");

  test("main deploys", async () => {
    expect(await run("deploy")).toContain("Apply complete!");
  });

  test("a pull request that adds a certificate gets the changes and the plan as a comment", async () => {
    repository.git("checkout", "-q", "-b", "feature");
    await makePki(join(repository.directory, "pki/api"), PASSPHRASE);
    const added = `
  new ClientCertificate(stack, "Api", {
    registry,
    host: "api.acme.com",
    certificatePath: "pki/api/acme.crt",
    privateKeyPath: "pki/api/acme.key",
    passphrase: Passphrase.fromVariable("acme_passphrase"),
    addedAt: "2026-11-25",
  });
  return stack;`;
    repository.write("stack.ts", file("stack.ts").replace("\n  return stack;", added));
    await expect(run("review")).rejects.toThrow(
      /certificates\.md is out of date[\s\S]*1 added[\s\S]*CI=false npx cdktf synth/,
    );

    await author();
    repository.commit("Api");
    await run("review");
    expect(file("gh-arguments")).toContain("pr comment 7 --edit-last --create-if-none --body-file comment.md");
    const comment = file("gh-comment.md");
    expect(comment).toContain("- `api.acme.com` (`pipeline/Api`)\n  - `CN=acme-checks, O=Throw-away`");
    expect(comment).toContain(
      "- `api.acme.com`: `pipeline/Api` (`api.acme.com`), before `pipeline/Acme` (`*.acme.com`)",
    );
    expect(comment).toMatch(/Plan: 4 to add, 0 to change, 0 to destroy/);
    expect(comment).not.toContain("\u001b");
    expect(comment.startsWith(file("review.md"))).toBe(true);
    expect(file("summary.md").startsWith(file("review.md"))).toBe(true);
    expect(file("summary.md")).toContain("# aws_dynamodb_table_item.");
    expect(comment + file("certificates.md")).not.toContain(PASSPHRASE);
  });

  test("a pull request of a fork is reviewed without passphrases and without AWS, because the workflow allows it", async () => {
    rmSync(join(repository.directory, "summary.md"));
    const fork = {
      TF_VAR_acme_passphrase: "",
      SYNTH_TF_VAR_acme_passphrase: "",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    };
    await expect(run("review", environment(fork), true)).rejects.toThrow("passphrase-");
    await run("review", environment({ ...fork, ALLOW_UNCHECKED_KEYS: "true" }), true);
    expect(file("cdktf.out/manifest.json")).toContain("key-unchecked");
    expect(file("summary.md")).toContain("1 added.");
  });
});

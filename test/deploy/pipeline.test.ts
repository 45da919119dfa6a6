// The workflow of examples/pipeline: its steps, as shell, in a repository of their own, with AWS on this machine.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Authority, encryptKey } from "../../examples/support/pki";
import { cdktfCli } from "../support/cdktf-cli";
import { describeDeployBy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
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
    "review: Ask the servers whether they take the certificates, by the files",
    "deploy: Install",
    "deploy: Deploy",
    "deploy: Verify what is deployed",
    "deploy: Ask the servers, by what is deployed",
  ]);
});

describeDeployBy("cdktf-cli")("the workflow of the pipeline example", () => {
  let aws: LocalAws;
  let repository: TeamRepository;
  let steps: readonly Step[];
  let authority: Authority;
  let server: MtlsServer;

  beforeAll(async () => {
    aws = await startLocalAws();
    repository = new TeamRepository("pipeline", cdktfCli());
    repository.script("node_modules/.bin/gh", '#!/bin/sh\necho "$@" > gh-arguments\ncat "$7" > gh-comment.md\n');
    steps = stepsOf(join(repository.directory, WORKFLOW)).filter(({ name }) => name !== "Install");
    authority = await Authority.create("Pipeline CA");
    await issue("pki", authority);
    server = await startMtlsServer({
      ...(await authority.issue("api.acme.com", { purposes: ["server"], hosts: ["*.acme.com"] })),
      clientAuthority: authority.certificate,
    });
    repository.write("node_modules/authority.pem", authority.certificate);
    buildSync({
      entryPoints: [join(__dirname, "../support/resolve-to-loopback.ts")],
      outfile: join(repository.directory, "node_modules/loopback.cjs"),
      bundle: true,
      platform: "node",
    });
    await author();
    repository.commit("Certificates");
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    repository?.remove();
  });

  async function issue(folder: string, by: Authority): Promise<void> {
    const { certificate, privateKey } = await by.issue("acme-checks");
    repository.write(`${folder}/acme.crt`, certificate);
    repository.write(`${folder}/acme.key`, encryptKey(privateKey, PASSPHRASE));
  }

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
      // Every name is this machine, and the server's authority is known.
      NODE_OPTIONS: `--require ${join(repository.directory, "node_modules/loopback.cjs")}`,
      NODE_EXTRA_CA_CERTS: join(repository.directory, "node_modules/authority.pem"),
      PROBE_URLS: `https://api.acme.com:${server.port}/health`,
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

  test("main deploys, and then verifies the registry and asks the server by it", async () => {
    const output = await run("deploy");
    expect(output).toContain("Apply complete!");
    expect(output).toMatch(/ok +\*\.acme\.com .*pipeline\/Acme/);
    expect(server.requests.at(-1)).toMatchObject({ host: "api.acme.com", path: "/health", subject: "acme-checks" });
  });

  test("a pull request that adds a certificate gets the changes and the plan as a comment; one that the server refuses stops it", async () => {
    repository.git("checkout", "-q", "-b", "feature");
    await issue("pki/api", await Authority.create("Another CA"));
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
    const ask = steps.find(({ job, name }) => job === "review" && name.startsWith("Ask"))!;
    await expect(runStep(ask, repository.directory, environment())).rejects.toThrow(
      /ended with 1:[\s\S]*api\.acme\.com[\s\S]*refused/,
    );
    await issue("pki/api", authority);
    await author();
    repository.commit("Api");
    await run("review");
    expect(server.requests.at(-1)).toMatchObject({ host: "api.acme.com", subject: "acme-checks" });
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

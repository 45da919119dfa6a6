// CDK Terrain, by its own command line: a deployment, and an app that moves to it from cdktf.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cdktf } from "../support/cdktf-cli";
import { copyExamples, projectOf } from "../support/cdktn";
import { describeDeployBy } from "../support/describe-deploy";
import type { Installation } from "../support/installation";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { Terraform } from "../support/terraform";

jest.setTimeout(600_000);

describeDeployBy(
  "cdktn",
  "cdktn-cli",
  "node-22",
)("cdktn, by its command line", () => {
  let aws: LocalAws;
  let project: Installation;
  const quickstart = (file = "") => join(project.directory, "examples/quickstart", file);

  beforeEach(async () => {
    aws = await startLocalAws();
  });

  afterEach(async () => {
    await aws?.stop();
    project?.remove();
  });

  const run = (...parameters: string[]) =>
    cdktf(parameters, { directory: quickstart(), env: aws.env, command: "cdktn" });

  /** Its cdktf.json, and the version of the provider that is on this machine. */
  function prepare(): void {
    const settings = JSON.parse(readFileSync(quickstart("cdktf.json"), "utf8"));
    const targetVersions = { terraform: ">=1.11.0", opentofu: ">=1.11.0" };
    writeFileSync(quickstart("cdktf.json"), JSON.stringify({ ...settings, targetVersions }));
    const stack = readFileSync(quickstart("stack.ts"), "utf8");
    const pin = 'stack.addOverride("terraform.required_providers.aws.version", "5.100.0");';
    writeFileSync(quickstart("stack.ts"), stack.replace("  return stack;", `  ${pin}\n  return stack;`));
  }

  test("the quickstart deploys, has nothing more to do, and is destroyed", async () => {
    project = projectOf("cdktn");
    copyExamples(project, "cdktn");
    prepare();
    const deployed = await run("deploy", "--auto-approve");
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringMatching(/21 added, 0 changed, 0 destroyed/) });
    expect(aws.functionPackage("client-certificates").length).toBeGreaterThan(0);
    expect(await run("diff")).toMatchObject({ exitCode: 0, output: expect.stringContaining("No changes.") });
    expect(await run("destroy", "--auto-approve")).toMatchObject({ exitCode: 0 });
  });

  test("an app that was deployed with cdktf, and changes its imports, has nothing to change", async () => {
    project = projectOf("cdktf");
    copyExamples(project, "cdktf");
    const main = `process.chdir("examples/quickstart"); require("tsx/cjs"); require(process.cwd() + "/main.ts");`;
    expect(await project.run("-e", [main])).toMatchObject({ exitCode: 0 });
    const terraform = new Terraform({ directory: quickstart("cdktf.out/stacks/quickstart"), env: aws.env });
    await terraform.init();
    await terraform.apply();

    project.link("cdktn");
    copyExamples(project, "cdktn");
    prepare();
    expect(await run("diff")).toMatchObject({ exitCode: 0, output: expect.stringContaining("No changes.") });
    expect(await run("destroy", "--auto-approve")).toMatchObject({ exitCode: 0 });
  });
});

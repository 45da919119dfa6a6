import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeDeploy } from "./describe-deploy";
import { cliConfiguration, Terraform, terraformEnvironment } from "./terraform";
import { findProviderMirror } from "./tools";

test("takes providers from the mirror, if there is one", () => {
  const mirror = findProviderMirror();
  const configuration = readFileSync(cliConfiguration(), "utf8");
  if (mirror) expect(configuration).toContain(`path = "${mirror}"`);
  else expect(configuration).toBe("");
});

test("keeps the user's own settings out", () => {
  process.env.AWS_PROFILE = "production";
  process.env.TF_WORKSPACE = "production";
  expect(terraformEnvironment()).not.toHaveProperty("AWS_PROFILE");
  expect(terraformEnvironment()).not.toHaveProperty("TF_WORKSPACE");
  expect(terraformEnvironment().TF_INPUT).toBe("0");
});

describeDeploy("terraform", () => {
  // terraform_data needs no provider, so that this takes moments.
  function stack(input: string, extra: object = {}): Terraform {
    const directory = mkdtempSync(join(tmpdir(), "terraform-test-"));
    const resource = { terraform_data: { it: { input } } };
    writeFileSync(
      join(directory, "cdk.tf.json"),
      JSON.stringify({ resource, output: { it: { value: "${terraform_data.it.output}" } }, ...extra }),
    );
    return new Terraform({ directory, env: {} });
  }

  test("plans, applies, shows and destroys, and keeps what was printed", async () => {
    const terraform = stack("something");
    await terraform.init();
    const plan = await terraform.plan();
    expect(plan.exitCode).toBe(2);
    expect(plan.output).toContain('+ input  = "something"');
    expect(await plan.json()).toMatchObject({ resource_changes: [{ address: "terraform_data.it" }] });
    expect(terraform.planFiles).toEqual([plan.planFile]);
    await terraform.apply(plan.planFile);
    expect((await terraform.plan()).exitCode).toBe(0);
    expect(await terraform.output()).toEqual({ it: "something" });
    expect(terraform.stateFile()).toContain("something");
    await terraform.destroy();
    expect(terraform.transcript).toContain("Destroy complete!");
  }, 60_000);

  test("rejects with what terraform printed, rather than ask for a variable", async () => {
    const terraform = stack("${var.secret}", { variable: { secret: { type: "string" } } });
    await terraform.init();
    await expect(terraform.apply()).rejects.toThrow(
      /terraform apply ended with 1:[\s\S]*No value for required variable/,
    );
  }, 60_000);
});

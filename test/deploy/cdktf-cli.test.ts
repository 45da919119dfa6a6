// How the cdktf command line behaves without a terminal: what the users of this package see when something is wrong.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktf } from "../support/cdktf-cli";
import { describeDeployBy } from "../support/describe-deploy";
import { Terraform } from "../support/terraform";

const ROOT = join(__dirname, "../..");

const APP = `
const { Annotations, App, TerraformResource, TerraformStack, TerraformVariable } = require("cdktf");
const app = new App();
for (const name of process.env.STACKS.split(",")) {
  const stack = new TerraformStack(app, name);
  const it = new TerraformResource(stack, "It", { terraformResourceType: "terraform_data" });
  it.addOverride("input", name);
  if (process.env.MODE === "validation") it.node.addValidation({ validate: () => ["a.crt: expired\\n    Fix: renew"] });
  if (process.env.MODE === "error") Annotations.of(it).addError("a.crt: expired\\n    Fix: renew");
  if (process.env.MODE === "warning") Annotations.of(it).addWarning("a.crt: expires-soon\\n    Fix: renew");
  if (process.env.MODE === "certificate") {
    const { ClientCertificate, ClientCertificateRegistry } = require("cdktf-client-certificates");
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
    const files = { certificatePath: "none.crt", privateKeyPath: "none.key" };
    new ClientCertificate(stack, "Acme", { registry, host: name + ".test", ...files });
  }
  if (process.env.MODE === "variable") new TerraformVariable(stack, "secret", { type: "string" });
}
app.synth();
`;

describeDeployBy("cdktf-cli")("the cdktf command line", () => {
  jest.setTimeout(600_000);
  const directory = mkdtempSync(join(tmpdir(), "cdktf-cli-test-"));

  beforeAll(() => {
    mkdirSync(join(directory, "node_modules"));
    for (const name of ["cdktf", "constructs"])
      symlinkSync(join(ROOT, "node_modules", name), join(directory, "node_modules", name));
    symlinkSync(ROOT, join(directory, "node_modules/cdktf-client-certificates"));
    writeFileSync(join(directory, "main.js"), APP);
    const settings = { language: "typescript", app: "node main.js", projectId: "test", sendCrashReports: "false" };
    writeFileSync(join(directory, "cdktf.json"), JSON.stringify(settings));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const run = (parameters: string[], env: { STACKS?: string; MODE?: string } = {}) =>
    cdktf(parameters, { directory, env: { STACKS: "one", ...env } });

  test("prints failed validations of the first stack that has some, and exits with 1", async () => {
    const { exitCode, output } = await run(["synth"], { MODE: "validation", STACKS: "one,two" });
    expect(exitCode).toBe(1);
    expect(output).toContain("[one/It] a.crt: expired\n    Fix: renew\n");
    expect(output).not.toContain("[two/It]");
  });

  test("prints error annotations of every stack, and exits with 1", async () => {
    const { exitCode, output } = await run(["synth"], { MODE: "error", STACKS: "one,two" });
    expect(exitCode).toBe(1);
    expect(output).toContain("ERROR [one/It]: a.crt: expired\n    Fix: renew\n");
    expect(output).toContain("ERROR [two/It]: a.crt: expired\n    Fix: renew\n");
  });

  test("prints our report once, exits with 1, and leaves nothing that Terraform would take", async () => {
    const { exitCode, output } = await run(["synth"], { MODE: "certificate", STACKS: "one,two" });
    expect(exitCode).toBe(1);
    expect(output).toContain(
      "ERROR [one]: Synth stops: 4 errors in 2 of 2 client certificates\n\none/Acme (one.test) at main.js:",
    );
    for (const once of ["Synth stops", "one/Acme", "two/Acme", "#file-not-found"])
      expect(output.split(once)).toHaveLength(2);
    expect(output).not.toMatch(/^\s+at /m);
    expect(await run(["deploy", "--auto-approve", "--skip-synth", "one"])).toMatchObject({ exitCode: 1 });
    const terraform = new Terraform({ directory: join(directory, "cdktf.out/stacks/one"), env: {} });
    await expect(terraform.plan()).rejects.toThrow("The synth failed: there is nothing to deploy.");
  });

  test("prints warnings, deploys without asking, and destroys", async () => {
    const deployed = await run(["deploy", "--auto-approve"], { MODE: "warning" });
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining("1 added, 0 changed, 0 destroyed") });
    expect(deployed.output).toContain("WARN [one/It]: a.crt: expires-soon\n    Fix: renew\n");
    expect(readFileSync(join(directory, "terraform.one.tfstate"), "utf8")).toContain('"one"');
    const diff = await run(["diff"]);
    expect(diff).toMatchObject({ exitCode: 0, output: expect.stringContaining("No changes.") });
    const destroyed = await run(["destroy", "--auto-approve"]);
    expect(destroyed).toMatchObject({ exitCode: 0, output: expect.stringContaining("1 destroyed") });
  });

  test("does not wait for a variable that nobody gives", async () => {
    const { exitCode, output } = await run(["deploy", "--auto-approve"], { MODE: "variable" });
    expect(exitCode).toBe(1);
    expect(output).toContain("No value for required variable");
  });
});

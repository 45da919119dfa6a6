// The examples as a user runs them: the cdktf command line in the example's own folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cdktf } from "../support/cdktf-cli";
import { describeDeployBy } from "../support/describe-deploy";
import { Examples } from "../support/examples";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { makeMistakes } from "../support/mistakes";

jest.setTimeout(600_000);

describeDeployBy("cdktf-cli")("the examples, by the cdktf command line", () => {
  let examples: Examples;
  let aws: LocalAws;

  beforeAll(async () => {
    examples = new Examples();
    aws = await startLocalAws();
  });

  afterAll(async () => {
    await aws?.stop();
    examples?.remove();
  });

  const run = (example: string, ...parameters: string[]) =>
    cdktf(parameters, { directory: examples.directory(example), env: aws.env });

  test("the quickstart deploys, has nothing more to do, and is destroyed", async () => {
    const deployed = await run("quickstart", "deploy", "--auto-approve");
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringMatching(/21 added, 0 changed, 0 destroyed/) });
    expect(aws.functionPackage("client-certificates").length).toBeGreaterThan(0);
    expect(await run("quickstart", "diff")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("No changes."),
    });
    expect(await run("quickstart", "destroy", "--auto-approve")).toMatchObject({ exitCode: 0 });
  });

  test("platform and teams are synthesised, each a stack of its own", async () => {
    const { exitCode, output } = await run("platform-and-teams", "synth");
    expect([exitCode, output]).toEqual([0, expect.stringContaining("stacks: payments, platform, shipping")]);
  });

  test("every mistake of every certificate is printed by one synth, which fails", async () => {
    const folder = examples.directory("mistakes");
    mkdirSync(folder);
    const settings = {
      language: "typescript",
      app: "npx tsx main.ts",
      projectId: "mistakes",
      sendCrashReports: "false",
    };
    writeFileSync(join(folder, "cdktf.json"), JSON.stringify(settings));
    writeFileSync(join(folder, "main.ts"), MISTAKEN_APP);
    const { exitCode, output } = await run("mistakes", "synth");
    expect(exitCode).toBe(1);
    for (const { name, code, file } of await makeMistakes(folder)) {
      const [report] = output.slice(output.indexOf(`shop/${name} (`)).split(/\n\s*\n/, 1);
      expect(report).toMatch(
        new RegExp(`^shop/${name} [^\\n]*\\n(?:.*\\n)*? +error [^\\n]*${code}: \\S[^\\n]+\\n\\s+Fix: \\S`),
      );
      expect(report).toContain(file.replace(`${folder}/`, ""));
    }
  });
});

const MISTAKEN_APP = `
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { makeMistakes } from "../../test/support/mistakes";

makeMistakes("./").then((mistakes) => {
  const app = new App();
  const stack = new TerraformStack(app, "shop");
  new AwsProvider(stack, "aws", {});
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  for (const { name, declared } of mistakes) new ClientCertificate(stack, name, { registry, ...declared });
  app.synth();
});
`;

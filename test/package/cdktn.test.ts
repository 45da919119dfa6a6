// CDK Terrain is served as cdktf is, from the same files.
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makePki } from "../../examples/pipeline/pki";
import { MANIFEST_FILE } from "../../src/wire/manifest";
import { copyExamples, type Framework, projectOf } from "../support/cdktn";
import { describePackages } from "../support/describe-packages";
import { EXAMPLES } from "../support/examples";
import type { Installation, Run } from "../support/installation";
import { nodeBinary } from "../support/node-versions";

const PASSPHRASE = "correct horse battery staple";
const TARGETS = { terraform: ">=1.11.0", opentofu: ">=1.11.0" };

jest.setTimeout(300_000);

/** cdktn-cli hands an app the targetVersions of its cdktf.json in this way. */
const environment = (targetVersions?: object) => ({
  CI: "false",
  TF_VAR_acme_passphrase: PASSPHRASE,
  SYNTH_TF_VAR_acme_passphrase: PASSPHRASE,
  ...(targetVersions && { CDKTF_CONTEXT_JSON: JSON.stringify({ targetVersions }) }),
});

describePackages("cdktn", "node-22")("cdktn", () => {
  const projects = {} as Record<Framework, Installation>;

  beforeAll(() => {
    for (const framework of ["cdktf", "cdktn"] as const) {
      projects[framework] = projectOf(framework);
      copyExamples(projects[framework], framework);
    }
  });

  afterAll(() => {
    for (const project of Object.values(projects)) project.remove();
  });

  function synth(framework: Framework, example: string, targets: object | undefined = TARGETS): Promise<Run> {
    const { directory } = projects[framework];
    const node = nodeBinary("22");
    const code = `process.chdir(${JSON.stringify(join("examples", example))}); require("tsx/cjs"); require(process.cwd() + "/main.ts");`;
    return projects[framework].run("-e", [code], { node, env: { ...environment(targets), PWD: directory } });
  }

  describe.each(EXAMPLES)("examples/%s", (example) => {
    test("has the same configuration with both frameworks, but for metadata and the provider's pin", async () => {
      const [of, on] = (["cdktf", "cdktn"] as const).map((framework) =>
        join(projects[framework].directory, "examples", example),
      ) as [string, string];
      if (example === "pipeline") await makePki(join(of, "pki"), PASSPHRASE);
      expect(await synth("cdktf", example)).toMatchObject({ exitCode: 0 });
      cpSync(join(of, "pki"), join(on, "pki"), { recursive: true });
      expect(await synth("cdktn", example)).toMatchObject({ exitCode: 0 });

      const stacks = readdirSync(join(of, "cdktf.out/stacks"));
      expect(readdirSync(join(on, "cdktf.out/stacks"))).toEqual(stacks);
      for (const stack of stacks) {
        const read = (framework: Framework, file: string) =>
          JSON.parse(projects[framework].read(join("examples", example, "cdktf.out/stacks", stack, file)));
        const [ours, theirs] = (["cdktn", "cdktf"] as const).map((framework) =>
          comparable(read(framework, "cdk.tf.json"), projects[framework].directory),
        );
        expect(ours).toEqual(theirs);
        const [ofStack, onStack] = [of, on].map((directory) => join(directory, "cdktf.out/stacks", stack));
        expect(readdirSync(onStack!)).toEqual(readdirSync(ofStack!));
        if (!readdirSync(ofStack!).includes(MANIFEST_FILE)) continue;
        expect(read("cdktn", MANIFEST_FILE)).toEqual(read("cdktf", MANIFEST_FILE));
      }
    });
  });

  test("a project that is written for older versions is told that write-only attributes need 1.11", async () => {
    const { exitCode, stderr } = await synth("cdktn", "embedded", { terraform: ">=1.5.7" });
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(
      /^Synth stops: 1 error\n\n\S+\n {2}error the app is written for terraform >=1.5.7, .*\n {4}Fix: in cdktf.json write "targetVersions"/m,
    );
    expect(stderr).not.toContain("write-only attributes requires");
  });

  describe("an app of both frameworks", () => {
    let mixed: Installation;
    beforeAll(() => {
      mixed = projectOf("cdktn");
      mixed.link("cdktf");
      mixed.link("@cdktf/provider-aws");
    });
    afterAll(() => mixed.remove());

    const error = async (code: string) => {
      const { stderr } = await mixed.run("-e", [`${PRELUDE}\n${code}`], {
        node: nodeBinary("22"),
        env: environment(TARGETS),
      });
      return /^.*ClientCertificateError(?: \[[\w-]+\])?: (.*?)\]?$/m.exec(stderr)?.[1] ?? stderr;
    };

    test.each([
      [
        "the constructs for cdktf in a stack of cdktn",
        `new (require("cdktf-client-certificates").ClientCertificateRegistry)(stack, "R");`,
        '[shop/R] it is for cdktf, and the app is of cdktn: import it from "cdktf-client-certificates/cdktn"',
      ],
      [
        "the constructs for cdktn in a stack of cdktf",
        `new ClientCertificateRegistry(new cdktf.TerraformStack(new cdktf.App(), "old"), "R");`,
        '[old/R] it is for cdktn, and the app is of cdktf: import it from "cdktf-client-certificates"',
      ],
      [
        "a resource of cdktf's provider in a stack of cdktn",
        `const { IamRole } = require("@cdktf/provider-aws/lib/iam-role");
         const registry = new ClientCertificateRegistry(stack, "R");
         registry.grantUse(new IamRole(stack, "Check", { assumeRolePolicy: "{}" }));
         app.synth();`,
        '"shop/Check" is made by a class of cdktf, in an app of cdktn: import it from cdktn, or from the provider for cdktn; "npm ls cdktf" says what brings cdktf',
      ],
    ])("%s", async (_, code, expected) => expect(await error(code)).toBe(expected));
  });
});

const PRELUDE = `
const cdktf = require("cdktf");
const { App, TerraformStack } = require("cdktn");
const { AwsProvider } = require("@cdktn/provider-aws/lib/provider");
const { ClientCertificateRegistry } = require("cdktf-client-certificates/cdktn");
const app = new App();
const stack = new TerraformStack(app, "shop");
new AwsProvider(stack, "aws", {});
`;

/** Without metadata ("//"), the provider's source and version, which are the framework's own, and the command's name. */
function comparable(configuration: { terraform: { required_providers: object } }, directory: string): unknown {
  const { required_providers: _, ...terraform } = configuration.terraform;
  const text = JSON.stringify({ ...configuration, terraform }, (key, value) => (key === "//" ? undefined : value));
  return JSON.parse(text.replaceAll(directory, "").replaceAll("cdktn synth", "cdktf synth"));
}

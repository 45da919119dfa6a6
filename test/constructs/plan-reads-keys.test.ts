import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority, type Issued } from "../../examples/support/pki";
import { planReadsKeys } from "../../src/constructs/plan-reads-keys";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Plan CA")).issue("check");
});

function synth({ context, version, stacks = ["shop"] }: { context?: object; version?: string; stacks?: string[] }) {
  const app = new TestApp({ context: { "client-certificates:planReadsKeys": false, ...context } });
  for (const id of stacks) {
    const stack = app.stack(id);
    if (version) stack.addOverride("terraform.required_providers.aws.version", version);
    const registry = new ClientCertificateRegistry(stack, "Certificates", { name: `${id}-certificates` });
    new ClientCertificate(stack, "Acme", { registry, host: `${id}.test`, ...app.pair("acme", issued) });
  }
  const synthesised = stacks.map((id) => app.synth(id));
  return {
    infos: synthesised.flatMap(({ annotations }) => annotations.filter(({ level }) => level === "@cdktf/info")),
    versions: synthesised.map(({ template }) => template.terraform.required_providers.aws.version),
  };
}

test("a provider that reads the keys back is told once per synth, with what the role that plans needs", () => {
  const { infos, versions } = synth({ stacks: ["shop", "bank"] });
  expect(versions).toEqual(["5.100.0", "5.100.0"]);
  expect(infos).toEqual([
    expect.objectContaining({
      constructPath: "shop",
      message: expect.stringMatching(
        /^the AWS provider 5\.100\.0 reads the keys back .* secretsmanager:GetSecretValue on secret:shop-certificates\/\*, secret:bank-certificates\/\*/,
      ),
    }),
  ]);
});

test("the pin is lifted by an override, and then nothing is read and nothing said", () => {
  expect(synth({ version: ">= 6.26" })).toEqual({ infos: [], versions: [">= 6.26"] });
});

test("it can be acknowledged", () => {
  expect(synth({ context: { "client-certificates:planReadsKeys": true } }).infos).toEqual([]);
});

test.each([
  ["5.100.0", true],
  ["6.25.0", true],
  ["~> 6.25", true],
  ["~> 6.0", true],
  [">= 6", true],
  ["6.26.0", false],
  ["~> 6.26", false],
  [">= 6.26, < 8", false],
  ["7.0.0", false],
  [undefined, false],
])("the provider %s reads keys in a plan: %s", (version, expected) => expect(planReadsKeys(version)).toBe(expected));

import { Fn, TerraformOutput, type TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Resolve CA")).issue("check");
});

interface Asked {
  readonly function_name: string;
  readonly input: string;
  readonly depends_on?: string[];
  readonly lifecycle: { readonly postcondition: readonly [{ condition: string; error_message: string }] };
}

function asked(app: TestApp, stack = "shop"): Asked[] {
  app.app.synth();
  const { data } = (app.app.node.findChild(stack) as TerraformStack).toTerraform() as {
    data: Record<string, Record<string, Asked>>;
  };
  return Object.values(data.aws_lambda_invocation!);
}

test("the resolver is asked for the host, after the table and the certificates of the stack that match it", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates", { name: "acme" });
  registry.resolve(stack, "Www", "https://WWW.Bücher.example.:8443/x");
  const files = app.pair("a", issued);
  // Declared after the question.
  new ClientCertificate(stack, "A", { registry, host: "*.xn--bcher-kva.example", ...files });
  new ClientCertificate(stack, "B", { registry, host: "*.other.example", ...files });
  const [question] = asked(app);
  expect(question).toMatchObject({ function_name: "acme", input: '{"host":"www.xn--bcher-kva.example","fresh":true}' });
  expect(question!.depends_on).toEqual([
    expect.stringMatching(/^aws_dynamodb_table\.Certificates_Table_\w+$/),
    expect.stringMatching(/^aws_dynamodb_table_item\.A_Registration_\w+$/),
  ]);
});

test("a registry by its name is asked without waiting for it", () => {
  const app = new TestApp();
  const stack = app.stack();
  ClientCertificateRegistry.fromName(stack, "Certificates", "acme").resolve(stack, "Www", "www.acme.com");
  const [question] = asked(app);
  expect(question).toMatchObject({ function_name: "acme" });
  expect(question).not.toHaveProperty("depends_on");
});

test("a stack that asks the registry of another is deployed after it, and passes its tokens on", () => {
  const app = new TestApp();
  const [platform, shop, other] = ["platform", "shop", "other"].map((id) => app.stack(id)) as [
    TerraformStack,
    TerraformStack,
    TerraformStack,
  ];
  const registry = new ClientCertificateRegistry(platform, "Certificates");
  const { secretName, fingerprint256 } = registry.resolve(shop, "Www", "www.acme.com");
  new TerraformOutput(other, "secret", { value: Fn.join("-", [secretName, fingerprint256]) });
  const [question] = asked(app);
  expect(question).not.toHaveProperty("depends_on");
  expect(shop.dependsOn(platform)).toBe(true);
  expect(other.dependsOn(shop)).toBe(true);
});

test.each([
  ["*.acme.com", "invalid-host", /"\*\.acme\.com" is a pattern: resolve asks for one host, e\.g\. www\.acme\.com/],
  ["{a,b}.acme.com", "invalid-host", /is a pattern/],
  ["", "invalid-host", /the host is empty/],
  ["a b.test", "invalid-host", /is not a host name/],
  ['${file("/etc/passwd")}', "invalid-host", /is not a host name/],
  ["${TfToken[TOKEN.1]}", "unresolved-token", /the host to resolve is a token/],
])("the host %j is refused at once", (host, code, message) => {
  const stack = new TestApp().stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  expect(() => registry.resolve(stack, "Www", host)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Registry CA")).issue("check");
});

const resource = (app: TestApp, type: string, stack?: string) =>
  Object.values(app.synth(stack).template.resource[type] ?? {});

/** What a role policy allows, with the ARNs cut to what is ours. */
function statements(policy: unknown): { actions: unknown; resources: string[] }[] {
  const { Statement } = JSON.parse(String(policy)) as { Statement: { Action: unknown; Resource: string | string[] }[] };
  return Statement.map(({ Action, Resource }) => ({
    actions: Action,
    resources: [Resource].flat().map((arn) => arn.replace(/^arn:.*?:(\$\{.*?\}):(\$\{.*?\}):/, "")),
  }));
}

test("one table, one function, both named after the registry", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates", {
    name: "acme",
    tags: { team: "checks" },
    logRetentionDays: 7,
  });
  new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  expect(resource(app, "aws_dynamodb_table")).toMatchObject([
    {
      name: "acme",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "pk",
      range_key: "sk",
      point_in_time_recovery: { enabled: true },
      server_side_encryption: { enabled: true },
      tags: { team: "checks" },
    },
  ]);
  expect(resource(app, "aws_lambda_function")).toMatchObject([
    {
      function_name: "acme",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      tags: { team: "checks" },
    },
  ]);
  expect(resource(app, "aws_cloudwatch_log_group")).toMatchObject([{ name: "/aws/lambda/acme", retention_in_days: 7 }]);
  expect(resource(app, "aws_secretsmanager_secret")).toMatchObject([{ tags: { team: "checks" } }]);
});

test("the resolver may query its table and write its log, nothing else", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  const [policy] = resource(app, "aws_iam_role_policy");
  expect(statements(policy!.policy)).toEqual([
    { actions: "dynamodb:Query", resources: ["table/client-certificates"] },
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.\w+\.arn\}:\*$/)],
    },
  ]);
});

test("a role that may use a registry asks its resolver and reads its secrets, and the passphrases kept elsewhere", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates", { encryptionKeyArn: "arn:aws:kms:key" });
  const role = new IamRole(stack, "Check", { assumeRolePolicy: "{}" });
  registry.grantUse(role);
  // Declared after the grant.
  const files = app.pair("a", { ...issued, privateKey: encryptKey(issued.privateKey, "x") });
  new ClientCertificate(stack, "A", {
    registry,
    host: "a.test",
    passphrase: Passphrase.fromSecret("team/a"),
    ...files,
  });
  const policy = resource(app, "aws_iam_role_policy").find(({ role: of }) => String(of).includes("Check"));
  expect(statements(policy!.policy)).toEqual([
    { actions: "lambda:InvokeFunction", resources: ["function:client-certificates"] },
    { actions: "secretsmanager:GetSecretValue", resources: ["secret:client-certificates/*", "secret:team/a-??????"] },
    { actions: "kms:Decrypt", resources: ["arn:aws:kms:key"] },
  ]);
});

test("a role that may use one certificate reads only its secrets, of every fingerprint", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const certificate = new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  certificate.grantUse(new IamRole(stack, "Check", { assumeRolePolicy: "{}" }));
  const [policy] = resource(app, "aws_iam_role_policy");
  expect(statements(policy!.policy)[1]).toEqual({
    actions: "secretsmanager:GetSecretValue",
    resources: [
      "secret:acme/shop/A/${coalesce(terraform_data.ClientCertificatesDeployment.input, terraform_data.ClientCertificatesDeployment.id)}/????????????-??????",
    ],
  });
});

test("a registry by name makes no table and no function", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  const { resource: resources } = app.synth().template;
  expect(Object.keys(resources).sort()).toEqual([
    "aws_dynamodb_table_item",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "terraform_data",
  ]);
  expect(Object.values(resources.aws_dynamodb_table_item!)).toMatchObject([{ table_name: "acme" }]);
});

test.each(["ab", "a b", "a/b", "ä".repeat(5), "x".repeat(65)])("the name %j is refused at once", (name) => {
  expect(() => new ClientCertificateRegistry(new TestApp().stack(), "Certificates", { name })).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining("3 to 64 letters") }),
  );
});

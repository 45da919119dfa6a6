import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Construct } from "constructs";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";
import { judge } from "../support/iam-policy";

const KEY = "arn:aws:kms:key";

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

test("a role may be let in any number of times, and two roles whose paths look alike are two", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const certificate = new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  const role = (scope: Construct, id: string) => new IamRole(scope, id, { assumeRolePolicy: "{}" });
  const roles = [role(new Construct(stack, "a"), "b-c"), role(new Construct(stack, "a-b"), "c")];
  for (const one of [...roles, ...roles]) {
    registry.grantUse(one);
    certificate.grantUse(one);
  }
  expect(
    resource(app, "aws_iam_role_policy").filter(({ policy }) => String(policy).includes("AskResolver")),
  ).toHaveLength(4);
});

test("a customer's key opens nothing but what the service that keeps it asks for", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates", { encryptionKeyArn: KEY });
  new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  registry.grantUse(new IamRole(stack, "Check", { assumeRolePolicy: "{}" }));
  const decrypting = resource(app, "aws_iam_role_policy")
    .flatMap(({ policy }) => JSON.parse(String(policy)).Statement as Record<string, unknown>[])
    .filter(({ Action }) => [Action].flat().some((action) => /kms/.test(String(action))));
  const suffix = (service: string) =>
    `${service}.\${data.aws_region.ClientCertificatesRegion.id}.\${data.aws_partition.ClientCertificatesPartition.dns_suffix}`;
  expect(decrypting.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual(
    ["dynamodb", "secretsmanager"].map((service) => ({
      Action: "kms:Decrypt",
      Resource: KEY,
      Condition: { StringEquals: { "kms:ViaService": suffix(service) } },
    })),
  );
});

test("with deletionProtection AWS and Terraform refuse to destroy the table, before which nothing else goes", () => {
  for (const deletionProtection of [undefined, true]) {
    const app = new TestApp();
    const stack = app.stack();
    const registry = new ClientCertificateRegistry(stack, "Certificates", { deletionProtection });
    new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
    expect(resource(app, "aws_dynamodb_table")).toMatchObject([
      {
        deletion_protection_enabled: deletionProtection === true,
        lifecycle: { prevent_destroy: deletionProtection === true },
        depends_on: [expect.stringMatching(/^aws_lambda_function\./)],
      },
    ]);
  }
});

test("registries whose names share 49 characters have a daily rule each", () => {
  const names = ["a", "b"].map((end) => {
    const app = new TestApp();
    const registry = new ClientCertificateRegistry(app.stack(), "Certificates", { name: `${"x".repeat(60)}${end}` });
    registry.alarmOnExpiry({ daysBefore: 7, topicArn: "arn:aws:sns:eu-central-1:123456789012:on-call" });
    const [rule] = Object.values(TerraformStack.of(registry).toTerraform().resource.aws_cloudwatch_event_rule) as {
      name: string;
    }[];
    return rule!.name;
  });
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^x{40}-[0-9a-f]{8}-expiry-report$/);
});

describe("Terraform's log", () => {
  const settings = ["TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_CORE", "TF_LOG_SDK_PROTO_DATA_DIR"];
  const before = settings.map((name) => [name, process.env[name]] as const);

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  test.each<[Record<string, string>, string | undefined]>([
    [{ TF_LOG: "DEBUG" }, "TF_LOG is DEBUG"],
    [{ TF_LOG: "trace" }, "TF_LOG is trace"],
    [{ TF_LOG: "JSON" }, "TF_LOG is JSON"],
    // Terraform takes a word that it does not know for TRACE.
    [{ TF_LOG: "1" }, "TF_LOG is 1"],
    [{ TF_LOG_PROVIDER: "DEBUG" }, "TF_LOG_PROVIDER is DEBUG"],
    [{ TF_LOG: "ERROR", TF_LOG_PROVIDER: "TRACE" }, "TF_LOG_PROVIDER is TRACE"],
    [{ TF_LOG: "TRACE", TF_LOG_PROVIDER: "WARN" }, undefined],
    [{ TF_LOG: "OFF", TF_LOG_SDK_PROTO_DATA_DIR: "OFF" }, "TF_LOG_SDK_PROTO_DATA_DIR is set"],
    [{ TF_LOG: "INFO" }, undefined],
    [{ TF_LOG: "off" }, undefined],
    [{ TF_LOG_CORE: "TRACE" }, undefined],
  ])("%j: synth warns once where the provider would write secrets to it", (env, expected) => {
    for (const name of settings) delete process.env[name];
    Object.assign(process.env, env);
    const app = new TestApp();
    for (const id of ["shop", "other"]) {
      const stack = app.stack(id);
      const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
      new ClientCertificate(stack, "A", { registry, host: `${id}.test`, ...app.pair("a", issued) });
    }
    const warnings = ["shop", "other"].flatMap((id) => app.synth(id).annotations.map(({ message }) => message));
    expect(warnings).toEqual(
      expected === undefined ? [] : [expect.stringMatching(new RegExp(`^${expected}: .*TF_LOG_CORE`))],
    );
  });
});

test("what certificate.grantUse allows, judged as IAM does, against names that look alike", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme", { encryptionKeyArn: KEY });
  const certificate = new ClientCertificate(stack, "A", { registry, host: "a.test", ...app.pair("a", issued) });
  certificate.grantUse(new IamRole(stack, "Check", { assumeRolePolicy: "{}" }));
  const [policy] = resource(app, "aws_iam_role_policy");
  const values: Record<string, string> = {
    partition: "aws",
    dns_suffix: "amazonaws.com",
    account_id: "1",
    id: "eu-central-1",
  };
  const text = String(policy!.policy)
    .replace(/\$\{coalesce\([^)]*\)\}/g, "0a0a0a0a")
    .replace(/\$\{data\.\w+\.\w+\.(\w+)\}/g, (_, name: string) => values[name]!);
  const verdict = (action: string, name: string, context = {}) =>
    judge([JSON.parse(text)], { action, resource: name.startsWith("arn:") ? name : `arn:aws:${name}`, context });

  const read = (name: string) =>
    verdict("secretsmanager:GetSecretValue", `secretsmanager:eu-central-1:1:secret:${name}-AbCdEf`);
  expect(read(`acme/shop/A/0a0a0a0a/${"f".repeat(12)}`)).toBe("allow");
  for (const name of [
    `acme/shop/A/0b0b0b0b/${"f".repeat(12)}`,
    `acme/shop/A/B/0a0a0a0a/${"f".repeat(12)}`,
    `acme/shop/AB/0a0a0a0a/${"f".repeat(12)}`,
    `acme/shop/A/0a0a0a0a/${"f".repeat(13)}`,
    `acme/shop/a/0a0a0a0a/${"f".repeat(12)}`,
    `acme-2/shop/A/0a0a0a0a/${"f".repeat(12)}`,
    `x/acme/shop/A/0a0a0a0a/${"f".repeat(12)}`,
  ]) {
    expect([name, read(name)]).toEqual([name, "no statement"]);
  }
  expect(
    verdict(
      "secretsmanager:PutSecretValue",
      `secretsmanager:eu-central-1:1:secret:acme/shop/A/0a0a0a0a/${"f".repeat(12)}-AbCdEf`,
    ),
  ).toBe("no statement");
  expect(verdict("lambda:InvokeFunction", "lambda:eu-central-1:1:function:acme")).toBe("allow");
  expect(verdict("lambda:InvokeFunction", "lambda:eu-central-1:1:function:acme-2")).toBe("no statement");
  const via = (service: string) => ({ "kms:ViaService": [`${service}.eu-central-1.amazonaws.com`] });
  expect(verdict("kms:Decrypt", KEY, via("secretsmanager"))).toBe("allow");
  for (const context of [via("dynamodb"), via("secretsmanager.x"), {}]) {
    expect(verdict("kms:Decrypt", KEY, context)).toBe("no statement");
  }
});

test("each stack has an output with a line for each of its certificates, whose texts are no expressions", async () => {
  const app = new TestApp();
  const evil = await (await Authority.create("Output CA")).issue("${file(`/etc/passwd`)} %{if true}");
  for (const id of ["shop", "bank", "empty"]) {
    const stack = app.stack(id);
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
    const host = id === "shop" ? "*.acme.com" : "bank.test";
    if (id !== "empty")
      new ClientCertificate(stack, "A", { registry, host, ...app.pair(id, id === "shop" ? issued : evil) });
  }
  app.app.synth();
  const outputs = (id: string) => {
    const file = join(app.app.outdir, "stacks", id, "cdk.tf.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { output?: Record<string, { value: object }> }).output;
  };
  const line = /^until 20\S+Z, [0-9a-f]{12}, CN=\S.*, issued by CN=\S.*$/;
  expect(outputs("shop")).toMatchObject({
    client_certificates: { value: { "*.acme.com (shop/A)": expect.stringMatching(line) } },
  });
  const { value } = outputs("bank")!.client_certificates!;
  expect(Object.values(value)).toEqual([expect.stringContaining("CN=$${file(`/etc/passwd`)} %%{if true}")]);
  expect(outputs("empty")).toBeUndefined();
});

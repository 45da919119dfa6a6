import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Construct } from "constructs";
import { Authority, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Formerly CA")).issue("check");
});

function setUp() {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const files = app.pair("check", issued);
  const declare = (id: string, formerly?: string | string[], scope: Construct = stack, host = `${id}.test`) =>
    new ClientCertificate(scope, id, { registry, host, formerly, ...files });
  return { app, stack, declare };
}

/** The addresses of a certificate's resources, as a synth without `formerly` would name them. */
function addressesOf(make: (set: ReturnType<typeof setUp>) => void): string[] {
  const set = setUp();
  make(set);
  const { resource } = set.app.synth().template;
  return Object.entries(resource)
    .flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`))
    .filter((address) => !/Certificates/.test(address))
    .sort();
}

test("every resource of a renamed declaration is moved from where it was", () => {
  const { app, declare } = setUp();
  declare("New", "shop/Old", undefined, "same.test");
  const moved = app.synth().template.moved!;
  expect(moved.map(({ from }) => from).sort()).toEqual(
    addressesOf(({ declare }) => declare("Old", undefined, undefined, "same.test")),
  );
  expect(moved.map(({ to }) => to).sort()).toEqual(
    addressesOf(({ declare }) => declare("New", undefined, undefined, "same.test")),
  );
});

test("a way of several steps is one block for each, and what is granted moves along", () => {
  const { app, stack, declare } = setUp();
  const certificate = declare("Acme", ["shop/First", "shop/Second"], new Construct(stack, "Team"), "same.test");
  const role = Object.assign(new Construct(stack, "Role"), { name: "role" });
  certificate.grantUse(role);
  const { template } = app.synth();
  const registration = template.moved!.filter(({ from }) => /_Registration_/.test(from));
  expect(registration).toEqual([
    { from: expect.stringMatching(/\.First_Reg/), to: expect.stringMatching(/\.Second_Reg/) },
    { from: registration[0]!.to, to: expect.stringMatching(/\.Team_Acme_Reg/) },
  ]);
  const policies = Object.entries(template.resource.aws_iam_role_policy!).filter(([id]) => id.includes("Acme"));
  expect(policies).toHaveLength(1);
  const [[policyId, policy] = []] = policies;
  expect(template.moved!.some(({ to }) => to === `aws_iam_role_policy.${policyId}`)).toBe(true);
  for (const path of ["shop/Team/Acme", "shop/First", "shop/Second"]) {
    expect(policy!.policy).toContain(`secret:client-certificates/${path}/`);
  }
  const [item] = Object.values(template.resource.aws_dynamodb_table_item!);
  expect(item!.depends_on).toContain(`aws_iam_role_policy.${policyId}`);
});

test("a stack with names of its own is asked what a resource was called", () => {
  class Named extends TerraformStack {
    protected override allocateLogicalId(element: Parameters<TerraformStack["getLogicalId"]>[0]): string {
      return `own-${super.allocateLogicalId(element)}`;
    }
  }
  const app = new TestApp();
  const stack = new Named(app.app, "shop");
  new AwsProvider(stack, "aws", {});
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const files = app.pair("check", issued);
  new ClientCertificate(stack, "New", { registry, host: "a.test", formerly: "shop/Old", ...files });
  const { moved } = app.synth().template;
  expect(moved).toHaveLength(5);
  for (const { from } of moved!) expect(from).toMatch(/^\w+\.own-Old_/);
});

test("a renamed registry keeps its table and its function", () => {
  const app = new TestApp();
  const stack = app.stack();
  new ClientCertificateRegistry(new Construct(stack, "Shared"), "Certificates", { formerly: "shop/Certificates" });
  app.app.synth();
  const moved: { from: string }[] = stack.toTerraform().moved;
  for (const type of ["aws_dynamodb_table", "aws_lambda_function", "aws_iam_role", "aws_cloudwatch_log_group"]) {
    expect(moved.filter(({ from }) => from.startsWith(`${type}.Certificates_`))).toHaveLength(1);
  }
});

test.each([
  ["shop/New", "is its path today"],
  ["Old", 'is not a path of the stack shop: write it with the stack, e.g. "shop/Old"'],
  ["other/Old", "docs/operation.md says in which order"],
  ["shop/", "is not a path of the stack"],
  [["shop/Old", "shop/Old"], "is a former path of it already"],
])("formerly %j is refused at once", (formerly, message) => {
  const { declare } = setUp();
  expect(() => declare("New", formerly)).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
  );
});

test("two declarations cannot have been at one place", () => {
  const { declare } = setUp();
  declare("A", "shop/Old");
  expect(() => declare("B", "shop/Old")).toThrow('formerly: "shop/Old" is a former path of shop/A already');
});

test("a declaration may be put into a construct of its own former name", () => {
  const { app, stack, declare } = setUp();
  declare("Certificate", "shop/Acme", new Construct(stack, "Acme"), "same.test");
  const [moved] = app.synth().template.moved!.filter(({ from }) => /_Registration_/.test(from));
  expect(moved).toEqual({
    from: expect.stringMatching(/\.Acme_Registration_/),
    to: expect.stringMatching(/\.Acme_Certificate_Registration_/),
  });
});

test("a former path that is still declared is an error that says what to do", () => {
  const { app, declare } = setUp();
  declare("A", "shop/B");
  declare("B");
  expect(() => app.synth()).toThrow(
    "error formerly: shop/B is still declared\n    Fix: remove it, or rename one after",
  );
});

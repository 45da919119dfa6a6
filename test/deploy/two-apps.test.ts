// Two apps with a stack and a construct of the same name, in one registry: neither takes from the other what is its own.
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority } from "../../examples/support/pki";
import { runCommand } from "../support/command-line";
import { describeDeploy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { terraformEnvironment } from "../support/terraform";
import { Apps, deployedElsewhere, REGISTRY } from "./apps";

const HOST = "same.acme.com";

jest.setTimeout(600_000);

describeDeploy("two apps in one registry", () => {
  let aws: LocalAws;
  let apps: Apps;
  const files: Record<string, { certificatePath: string; privateKeyPath: string }> = {};
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, terraformEnvironment(), aws.env);
    apps = new Apps(aws.env);
    const authority = await Authority.create("Two apps CA");
    for (const app of ["a", "b"]) files[app] = apps.pair(app, await authority.issue(`team-${app}`));
    platform({ deletionProtection: true });
    await apps.terraform("platform", "platform").init();
    await apps.terraform("platform", "platform").apply();
    for (const [app, addedAt] of [
      ["a", "2026-11-01"],
      ["b", "2026-10-01"],
    ] as const) {
      declare(app, addedAt);
      await apps.terraform(app, "checks").init();
      await apps.terraform(app, "checks").apply();
    }
  });

  afterAll(async () => {
    await aws?.stop();
    apps?.remove();
    process.env = environment;
  });

  function platform(props: { deletionProtection?: boolean }): void {
    apps.synth("platform", {
      platform: (stack: TerraformStack) => {
        new ClientCertificateRegistry(stack, "Certificates", props);
      },
    });
  }

  function declare(app: string, addedAt: string): void {
    apps.synth(app, {
      checks: (stack: TerraformStack) => {
        const registry = deployedElsewhere(stack);
        const certificate = new ClientCertificate(stack, "Shop", { registry, host: HOST, addedAt, ...files[app]! });
        const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
        certificate.grantUse(new IamRole(stack, "Role", { name: `role-${app}`, assumeRolePolicy }));
      },
    });
  }

  async function items() {
    const { Items = [] } = await new DynamoDBClient(aws.env).send(new ScanCommand({ TableName: REGISTRY }));
    return Items.map(({ sk, subject, secretName }) => ({
      sk: sk!.S!,
      subject: subject!.S!,
      secretName: secretName!.S!,
    })).sort((x, y) => (x.subject < y.subject ? -1 : 1));
  }

  test("the inventory of the deployed registry tells that both declare the host", async () => {
    const { stdout } = await runCommand("inventory", "--registry", REGISTRY, "--format", "json");
    const { certificates, overlaps } = JSON.parse(stdout);
    expect(certificates).toMatchObject([
      { subject: "CN=team-b, O=Throw-away" },
      { subject: "CN=team-a, O=Throw-away" },
    ]);
    expect(overlaps).toMatchObject([{ hosts: HOST, winner: "checks/Shop", loser: "checks/Shop" }]);
  });

  test("a role that may use the one's certificate cannot read the other's secret", async () => {
    const [a, b] = await items();
    await aws.enforceIam();
    const credentials = await aws.credentialsForRole("role-a");
    const asRoleA = new SecretsManagerClient({
      credentials: {
        accessKeyId: credentials.AWS_ACCESS_KEY_ID!,
        secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY!,
        sessionToken: credentials.AWS_SESSION_TOKEN,
      },
    });
    const read = (SecretId: string) => asRoleA.send(new GetSecretValueCommand({ SecretId }));
    try {
      expect((await read(a!.secretName)).SecretString).toContain("PRIVATE KEY");
      await expect(read(b!.secretName)).rejects.toMatchObject({ name: "AccessDeniedException" });
    } finally {
      await aws.relaxIam();
    }
  });

  test("an update onto the other's key stops the apply, which names the declaration; both stay as they were", async () => {
    const before = await items();
    declare("b", "2026-11-01");
    await expect(apps.terraform("b", "checks").apply()).rejects.toThrow(
      /ConditionalCheckFailedException[\s\S]*aws_dynamodb_table_item\.Shop_Registration/,
    );
    expect(await items()).toEqual(before);
  });

  test("recover says who holds the key, and touches nothing of the other", async () => {
    const before = await items();
    const { stdout, exitCode } = await runCommand("recover", "--from", apps.output("b"), "--apply");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /aws_dynamodb_table_item\.Shop_Registration_\w+ cannot be created: the deployment [0-9a-f]{8} holds/,
    );
    expect(stdout).toContain(`for CN=team-a, O=Throw-away, whose secret is ${before[0]!.secretName}.`);
    expect(stdout).toContain("checks/Shop is declared by another deployment as well");
    expect(stdout).toContain("CN=team-a, O=Throw-away, for same.acme.com. It is not touched");
    expect(await items()).toEqual(before);
  });

  test("destroying the one leaves the other", async () => {
    const [a] = await items();
    await apps.terraform("b", "checks").destroy();
    expect(await items()).toEqual([a]);
    const secret = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: a!.secretName }));
    expect(secret.SecretString).toContain("PRIVATE KEY");
  });

  test("a registry with deletionProtection is not destroyed, nor when its code is gone; without it, it is", async () => {
    await expect(apps.terraform("platform", "platform").destroy()).rejects.toThrow(/prevent_destroy/);

    apps.synth("platform", { platform: () => {} });
    await expect(apps.terraform("platform", "platform").apply()).rejects.toThrow(
      /[Dd]eletion\s*[Pp]rotection|protected\s+against\s+deletion/,
    );
    expect(aws.functionPackage(REGISTRY).length).toBeGreaterThan(0);
    expect(await items()).toHaveLength(1);

    platform({ deletionProtection: false });
    await apps.terraform("platform", "platform").apply();
    await apps.terraform("platform", "platform").destroy();
    expect(() => aws.functionPackage(REGISTRY)).toThrow();
  });
});

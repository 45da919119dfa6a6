// Terraform killed in the middle of a call, and a state that is lost: what is left behind is found, and the next deploy ends right.
import { rmSync } from "node:fs";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DataAwsIamRole } from "@cdktf/provider-aws/lib/data-aws-iam-role";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority } from "../../examples/support/pki";
import { runCommand } from "../support/command-line";
import { describeDeploy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { terraformEnvironment } from "../support/terraform";
import { Apps, deployedElsewhere, REGISTRY } from "./apps";

/** Of a stack whose state is never lost. */
const OTHERS_ROLE = "team-role";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";
/** An apply takes seconds from one of its calls to the next; to look more often slows it down. */
const WATCH_MS = 300;

jest.setTimeout(600_000);

describeDeploy("a deploy that is cut off", () => {
  let aws: LocalAws;
  let apps: Apps;
  let authority: Authority;
  let table: DynamoDBClient;
  let secretsManager: SecretsManagerClient;
  const declared: Record<string, { host: string; certificatePath: string; privateKeyPath: string }> = {};
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, terraformEnvironment(), aws.env);
    apps = new Apps(aws.env);
    table = new DynamoDBClient({});
    secretsManager = new SecretsManagerClient({});
    authority = await Authority.create("Interrupted CA");
    await declare("A", "a-1");
    await apps.terraform("app", "platform").init();
    await apps.terraform("app", "platform").apply();
    await apps.terraform("app", "checks").init();
    await apps.terraform("app", "team").init();
    await apps.terraform("app", "team").apply();
  });

  afterAll(async () => {
    await aws?.stop();
    apps?.remove();
    process.env = environment;
  });

  /** Declares a certificate, or new files for one, and synthesises. */
  async function declare(id: string, commonName: string): Promise<void> {
    const host = `${id.toLowerCase()}.acme.com`;
    declared[id] = { host, ...apps.pair(commonName, await authority.issue(commonName)) };
    apps.synth("app", {
      platform: (stack: TerraformStack) => {
        new ClientCertificateRegistry(stack, "Certificates").alarmOnExpiry({ daysBefore: 21, topicArn: TOPIC });
      },
      team: (stack: TerraformStack) => {
        const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
        new IamRole(stack, "Role", { name: OTHERS_ROLE, assumeRolePolicy });
      },
      checks: (stack: TerraformStack) => {
        const registry = deployedElsewhere(stack);
        const role = new DataAwsIamRole(stack, "Role", { name: OTHERS_ROLE });
        registry.grantUse(role);
        for (const [name, props] of Object.entries(declared))
          new ClientCertificate(stack, name, { registry, ...props }).grantUse(role);
      },
    });
  }

  const checks = () => apps.terraform("app", "checks");
  const recoverStack = (stack: string, ...more: string[]) =>
    runCommand("recover", "--from", apps.output("app"), "--stack", stack, ...more);
  const recover = (...more: string[]) => recoverStack("checks", ...more);
  const asked = (operation: string) => aws.requests().filter((request) => request.operation === operation).length;

  /** The call arrives in AWS and is done there, and Terraform is killed before it hears of that. */
  async function killIn(operation: string, service: string): Promise<void> {
    const before = asked(operation);
    aws.slowDown(service, 500);
    expect(await checks().applyAndKill(() => asked(operation) > before)).toBe(true);
    aws.slowDown(service, 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }

  async function items() {
    const { Items = [] } = await table.send(new ScanCommand({ TableName: REGISTRY }));
    return Items.map(({ sk, host, subject, secretName }) => ({
      sk: sk!.S!,
      host: host!.S!,
      subject: subject!.S!,
      secretName: secretName!.S!,
    })).sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  async function secrets(): Promise<string[]> {
    const { SecretList = [] } = await secretsManager.send(new ListSecretsCommand({ MaxResults: 100 }));
    return SecretList.map(({ Name }) => Name!).sort();
  }

  /** Each registration has its secret, and there is no other secret. */
  async function endsRight(...subjects: readonly string[]): Promise<void> {
    const registered = await items();
    expect(registered.map(({ subject }) => subject)).toEqual(subjects.map((name) => `CN=${name}, O=Throw-away`));
    expect(await secrets()).toEqual(registered.map(({ secretName }) => secretName).sort());
    expect(await recover()).toEqual({ stdout: "Nothing is left behind.\n", stderr: "", exitCode: 0 });
  }

  async function nothingToDo(): Promise<void> {
    expect((await checks().plan()).exitCode).toBe(0);
  }

  /** Something happens, and these hosts have a registration, whose secret is there, at every moment of it. */
  async function withoutGap(hosts: readonly string[], task: () => Promise<void>): Promise<void> {
    const gaps: string[] = [];
    let isOver = false;
    const watch = (async () => {
      while (!isOver) {
        const [registered, there] = [await items(), await secrets()];
        for (const host of hosts) {
          const served = registered.some((item) => item.host === host && there.includes(item.secretName));
          // The registration may have been switched between the two reads.
          if (!served && !(await items()).some((item) => item.host === host)) gaps.push(host);
        }
        await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
      }
    })();
    await task().finally(() => {
      isOver = true;
    });
    await watch;
    expect(gaps).toEqual([]);
  }

  test("killed in CreateSecret: the secret that Terraform does not know is named, deleted, and the next apply ends right", async () => {
    await killIn("CreateSecret", "secretsmanager");
    const [orphan] = await secrets();
    await expect(checks().apply()).rejects.toThrow(/already\s+exists/);

    const told = await recover();
    expect(told.exitCode).toBe(1);
    expect(told.stdout).toContain(`# the secret ${orphan} belongs to no registration`);
    expect(told.stdout).toMatch(/^aws secretsmanager delete-secret --secret-id \S+ --force-delete-without-recovery$/m);
    expect(await secrets()).toEqual([orphan]);

    expect((await recover("--apply")).exitCode).toBe(0);
    await checks().apply();
    await endsRight("a-1");
  });

  test("killed in PutItem, with a renewal under way: no host loses its certificate, and the next apply ends right", async () => {
    await declare("A", "a-2");
    await declare("B", "b-1");
    await killIn("PutItem", "dynamodb");
    await withoutGap(["a.acme.com", "b.acme.com"], async () => {
      expect((await recover("--apply")).exitCode).toBe(0);
      await checks().apply();
      await recover("--apply");
    });
    await endsRight("a-2", "b-1");
  });

  test.each([
    ["PutSecretValue", "secretsmanager", "a-3"],
    ["UpdateItem", "dynamodb", "a-4"],
    ["DeleteSecret", "secretsmanager", "a-5"],
  ])(
    "killed in %s of a renewal: no host loses its certificate, and the next apply ends right",
    async (operation, service, subject) => {
      await declare("A", subject);
      await killIn(operation, service);
      await withoutGap(["a.acme.com", "b.acme.com"], async () => {
        await recover("--apply");
        await checks().apply();
        await recover("--apply");
      });
      await endsRight(subject, "b-1");
    },
  );

  test("after all of these, Terraform has nothing to do", nothingToDo);

  test("a lost state: what is there is brought back with its moment, nothing twice, and no host loses its certificate", async () => {
    const before = await items();
    const policies = await aws.policiesOf(OTHERS_ROLE);
    expect(policies).toHaveLength(3);
    rmSync(apps.state("app", "checks"));
    await withoutGap(["a.acme.com", "b.acme.com"], async () => {
      const { stdout } = await recover();
      expect(stdout).toMatch(/^terraform -chdir=\S+ import terraform_data\.ClientCertificatesDeployment [0-9a-f]{8}$/m);
      expect((await recover("--apply")).stdout).toContain("Now deploy, and run this again");
      await checks().apply();
      await recover("--apply");
    });
    expect(await items()).toEqual(before);
    expect([...(await aws.policiesOf(OTHERS_ROLE))].sort()).toEqual([...policies].sort());
    await endsRight("a-5", "b-1");
    await nothingToDo();
  });

  /** What AWS has of the function and its role. */
  async function resolver() {
    const { Role, FunctionArn, CodeSha256 } = await new LambdaClient({}).send(
      new GetFunctionConfigurationCommand({ FunctionName: REGISTRY }),
    );
    const RoleName = Role!.split("/").at(-1)!;
    return { FunctionArn, RoleName, CodeSha256, policies: [...(await aws.policiesOf(RoleName))].sort() };
  }

  test("a lost state of the registry's stack: table, function, log and role are brought back, nothing twice, no host without its certificate", async () => {
    const before = [await items(), await resolver()];
    rmSync(apps.state("app", "platform"));
    const platform = () => apps.terraform("app", "platform");
    await withoutGap(["a.acme.com", "b.acme.com"], async () => {
      const { stdout } = await recoverStack("platform");
      for (const type of ["dynamodb_table", "cloudwatch_log_group", "lambda_function", "iam_role"])
        expect(stdout).toMatch(new RegExp(`^terraform -chdir=\\S+ import aws_${type}\\.\\S+ \\S+$`, "m"));
      expect((await recoverStack("platform", "--apply")).stdout).toContain("Now deploy, and run this again");
      await platform().apply();
    });
    expect([await items(), await resolver()]).toEqual(before);
    expect(await recoverStack("platform")).toMatchObject({ stdout: "Nothing is left behind.\n", exitCode: 0 });
    expect((await platform().plan()).exitCode).toBe(0);
  });
});

// A declaration that is renamed, moved within the tree or to another stack, while checks go on without a pause.
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { Construct } from "constructs";
import { request } from "undici";
import { Authority } from "../../examples/support/pki";
import { describeDeploy } from "../support/describe-deploy";
import { load } from "../support/load";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { Apps, deployedElsewhere, REGISTRY } from "./apps";

const HOST = "rename.acme.com";
const CHECK_ROLE = "api-check";

jest.setTimeout(300_000);

describeDeploy("a declaration that is renamed or moved", () => {
  let aws: LocalAws;
  let server: MtlsServer;
  let apps: Apps;
  let authority: Authority;
  let first: { certificatePath: string; privateKeyPath: string };
  let second: typeof first;
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, aws.env);
    apps = new Apps(aws.env);
    authority = await Authority.create("Rename CA");
    const own = await authority.issue("server", { purposes: ["server"], hosts: [HOST] });
    // Whoever comes without a certificate is let in, and counted.
    server = await startMtlsServer({ ...own, clientAuthority: authority.certificate, rejectUnauthorized: false });
    first = apps.pair("first", await authority.issue("first"));
    second = apps.pair("second", await authority.issue("second"));
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    apps?.remove();
    process.env = environment;
  });

  const platform = (id: string, formerly?: string) => (stack: TerraformStack) => {
    new ClientCertificateRegistry(stack, id, { formerly });
  };

  /** A stack with the certificate, declared somewhere in it, and a role that may use no more than it. */
  const checks = (declare?: (stack: TerraformStack) => ClientCertificate) => (stack: TerraformStack) => {
    const certificate = declare?.(stack);
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const role = new IamRole(stack, "CheckRole", { name: `${CHECK_ROLE}-${stack.node.id}`, assumeRolePolicy });
    certificate?.grantUse(role);
  };

  async function deploy(...stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) await apps.terraform("app", stack).apply();
  }

  async function registered() {
    const { Items = [] } = await new DynamoDBClient(aws.env).send(new ScanCommand({ TableName: REGISTRY }));
    return Items.map(({ sk, declaration, subject }) => ({
      moment: sk!.S!.split("#").slice(0, 2).join("#"),
      declaration: declaration!.S!,
      subject: subject!.S!,
    }));
  }

  /** Checks go on, as a role with no more than `grantUse` where so said, while something is deployed; none is refused, none goes out bare. */
  async function underLoad(meanwhile: () => Promise<void>, until: string, isJudged = true): Promise<void> {
    const before = server.requests.length;
    aws.slowDown("secretsmanager", 300);
    if (isJudged) await aws.enforceIam();
    const clients = Array.from({ length: 3 }, () => {
      const connect = { ...toLoopback, certificateAuthority: authority.certificate };
      return new ClientCertificates({ registry: REGISTRY, timeToLiveMs: 1_000, ...connect });
    });
    const result = await load({
      requests: 1_000,
      concurrency: 6,
      request: async (n) => {
        const { body } = await request(`https://${HOST}:${server.port}/`, {
          dispatcher: clients[n % 3]!.dispatcher(),
        });
        return (await body.text()).trim();
      },
      // The resolver remembers an answer for five seconds, and the clients for one.
      meanwhile: () => meanwhile().then(() => new Promise((resolve) => setTimeout(resolve, 7_000))),
      until,
    });
    await Promise.all(clients.map((client) => client.close()));
    await aws.relaxIam();
    aws.slowDown("secretsmanager", 0);
    // A machine that is busy with other suites may not answer in time, which fails closed and is no fault of the rename.
    const failures = result.failures.filter((error) => !/did not answer/.test(error.message));
    expect(failures).toEqual([]);
    const seen = server.requests.slice(before).map(({ subject }) => subject);
    expect(seen.length).toBeGreaterThan(500);
    expect(seen.filter((subject) => subject === undefined)).toEqual([]);
    process.stdout.write(`${seen.length} requests, each with a certificate\n`);
  }

  /** What the clients and the resolver's function may do does not change while a role's credentials are in use. */
  async function asRole<T>(stack: string, task: () => Promise<T>): Promise<T> {
    Object.assign(process.env, await aws.credentialsForRole(`${CHECK_ROLE}-${stack}`));
    return task().finally(() => Object.assign(process.env, aws.env));
  }

  test("an id is renamed, then put elsewhere with new files: the host keeps its certificate and its moment", async () => {
    const declare = (scope: Construct, id: string, files: typeof first, formerly?: string | string[]) =>
      new ClientCertificate(scope, id, {
        registry: deployedElsewhere(scope as TerraformStack),
        host: HOST,
        formerly,
        ...files,
      });
    apps.synth("app", { platform: platform("Certificates"), checks: checks((stack) => declare(stack, "Old", first)) });
    await apps.terraform("app", "platform").init();
    await apps.terraform("app", "checks").init();
    await deploy("platform", "checks");
    const [before] = await registered();

    await asRole("checks", () =>
      underLoad(async () => {
        apps.synth("app", {
          platform: platform("Certificates"),
          checks: checks((stack) => declare(stack, "New", first, "checks/Old")),
        });
        await deploy("checks");
      }, "first"),
    );
    expect(await registered()).toEqual([{ ...before, declaration: "checks/New" }]);

    await asRole("checks", () =>
      underLoad(async () => {
        const registry = (stack: TerraformStack) => deployedElsewhere(stack);
        apps.synth("app", {
          platform: platform("Certificates"),
          checks: checks((stack) => {
            const props = { registry: registry(stack), host: HOST, formerly: ["checks/Old", "checks/New"], ...second };
            return new ClientCertificate(new Construct(stack, "Team"), "Acme", props);
          }),
        });
        await deploy("checks");
      }, "second"),
    );
    expect(await registered()).toEqual([
      { moment: before!.moment, declaration: "checks/Team/Acme", subject: "CN=second, O=Throw-away" },
    ]);
    expect((await apps.terraform("app", "checks").plan()).exitCode).toBe(0);
  });

  test("moved to another stack in the documented order, the host keeps its certificate, and with addedAt its moment", async () => {
    const [before] = await registered();
    const addedAt = before!.moment.split("#")[0]!;
    apps.synth("app", {
      platform: platform("Certificates"),
      checks: checks(),
      other: checks((stack) => {
        const registry = deployedElsewhere(stack);
        return new ClientCertificate(stack, "Acme", { registry, host: HOST, addedAt, ...second });
      }),
    });
    await apps.terraform("app", "other").init();
    // The role of the stack that gives it away goes with its grant: whoever checks has to be let in by the other one.
    await underLoad(() => deploy("other", "checks"), "second", false);
    expect(await registered()).toEqual([
      { moment: `${addedAt}#000000`, declaration: "other/Acme", subject: "CN=second, O=Throw-away" },
    ]);
  });

  test("a renamed registry is an update of the same table and the same function", async () => {
    apps.synth("app", { platform: platform("Renamed", "platform/Certificates") });
    const { output } = await apps.terraform("app", "platform").plan();
    expect(output).toMatch(
      /Certificates_Table_\w+\s+has\s+moved\s+to|moved from aws_dynamodb_table\.Certificates_Table/,
    );
    expect(output).toMatch(/0 to destroy|No changes/);
    expect(output).not.toContain("must be replaced");
  });
});

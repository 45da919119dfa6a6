// The support itself: a hand-written stack, applied by Terraform to the local AWS, invoked through the AWS SDK.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { strToU8, zipSync } from "fflate";
import { describeDeploy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { Terraform } from "../support/terraform";

const SECRET = "not-in-any-plan-or-state";

const HANDLER = `
let calls = 0;
exports.handler = async (event, context) => {
  console.log("asked for", event.host);
  if (event.fail) throw new TypeError("as asked");
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  return { host: event.host, calls: ++calls, node: process.version, key: process.env.AWS_ACCESS_KEY_ID,
    table: process.env.TABLE, remaining: context.getRemainingTimeInMillis() };
};`;

function stack(handlerZip: string): object {
  const statement = (...statements: object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((s) => ({ Effect: "Allow", ...s })) });
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } }, backend: { local: {} } },
    provider: { aws: [{}] },
    resource: {
      aws_dynamodb_table: {
        registry: {
          name: "registry",
          billing_mode: "PAY_PER_REQUEST",
          hash_key: "pk",
          attribute: [{ name: "pk", type: "S" }],
          point_in_time_recovery: { enabled: true },
          server_side_encryption: { enabled: true },
        },
        other: {
          name: "other",
          billing_mode: "PAY_PER_REQUEST",
          hash_key: "pk",
          attribute: [{ name: "pk", type: "S" }],
        },
      },
      aws_dynamodb_table_item: {
        item: {
          table_name: "${aws_dynamodb_table.registry.name}",
          hash_key: "pk",
          item: JSON.stringify({ pk: { S: "host#acme.com" } }),
        },
      },
      aws_secretsmanager_secret: {
        mine: { name: "registry/mine", recovery_window_in_days: 0 },
        other: { name: "other/mine", recovery_window_in_days: 0 },
      },
      aws_secretsmanager_secret_version: {
        mine: {
          secret_id: "${aws_secretsmanager_secret.mine.id}",
          secret_string_wo: '${file("${path.module}/secret.txt")}',
          secret_string_wo_version: 1,
        },
        other: {
          secret_id: "${aws_secretsmanager_secret.other.id}",
          secret_string_wo: "x",
          secret_string_wo_version: 1,
        },
      },
      aws_iam_role: {
        function: {
          name: "function",
          assume_role_policy: statement({
            Action: "sts:AssumeRole",
            Principal: { Service: "lambda.amazonaws.com" },
          }),
        },
        check: {
          name: "check",
          assume_role_policy: statement({ Action: "sts:AssumeRole", Principal: { AWS: "*" } }),
        },
      },
      aws_iam_role_policy: {
        check: {
          name: "check",
          role: "${aws_iam_role.check.name}",
          policy: statement(
            { Action: "lambda:InvokeFunction", Resource: "${aws_lambda_function.resolver.arn}" },
            { Action: "dynamodb:Query", Resource: "${aws_dynamodb_table.registry.arn}" },
            {
              Action: "secretsmanager:GetSecretValue",
              Resource: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry/*",
            },
          ),
        },
      },
      aws_cloudwatch_log_group: { resolver: { name: "/aws/lambda/resolver", retention_in_days: 30 } },
      aws_lambda_function: {
        resolver: {
          function_name: "resolver",
          role: "${aws_iam_role.function.arn}",
          filename: handlerZip,
          source_code_hash: `\${filebase64sha256("${handlerZip}")}`,
          handler: "index.handler",
          runtime: "nodejs22.x",
          architectures: ["arm64"],
          timeout: 2,
          environment: { variables: { TABLE: "registry" } },
          depends_on: ["aws_cloudwatch_log_group.resolver"],
        },
      },
    },
    output: { function_arn: { value: "${aws_lambda_function.resolver.arn}" } },
  };
}

describeDeploy("the local AWS", () => {
  jest.setTimeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), "local-aws-test-"));
  const zip = zipSync({ "index.js": strToU8(HANDLER) });
  let aws: LocalAws;
  let terraform: Terraform;
  const timings: Record<string, number> = {};

  async function timed<T>(what: string, task: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await task();
    timings[what] = Math.round(performance.now() - start);
    return result;
  }

  beforeAll(async () => {
    writeFileSync(join(directory, "handler.zip"), zip);
    writeFileSync(join(directory, "secret.txt"), SECRET);
    writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(stack("handler.zip")));
    aws = await timed("start", () => startLocalAws());
    terraform = new Terraform({ directory, env: aws.env });
    await timed("init", () => terraform.init());
    await timed("apply", () => terraform.apply());
  });

  afterAll(async () => {
    await aws?.stop();
    rmSync(directory, { recursive: true, force: true });
    if (process.env.SHOW_TIMINGS) console.log(timings);
  });

  const client = (env = aws.env) => ({
    endpoint: aws.endpoint,
    region: env.AWS_REGION as string,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID as string,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
      sessionToken: env.AWS_SESSION_TOKEN as string,
    },
    maxAttempts: 1,
  });

  async function invoke(event: object, env = aws.env) {
    const { Payload, FunctionError } = await new LambdaClient(client(env)).send(
      new InvokeCommand({ FunctionName: "resolver", Payload: JSON.stringify(event) }),
    );
    return { answer: JSON.parse(Buffer.from(Payload ?? []).toString()), error: FunctionError };
  }

  test("a second plan is empty", async () => {
    const { exitCode, output } = await timed("plan", () => terraform.plan());
    expect(output).toContain("No changes");
    expect(exitCode).toBe(0);
  });

  test("runs the deployed package on the Node version of its runtime, warm", async () => {
    const first = await timed("first invocation", () => invoke({ host: "acme.com" }));
    const second = await timed("second invocation", () => invoke({ host: "acme.com" }));
    expect(first.answer).toMatchObject({ host: "acme.com", calls: 1, table: "registry" });
    expect(first.answer.node).toMatch(/^v22\./);
    expect(first.answer.key).toMatch(/^ASIA/);
    expect(second.answer).toMatchObject({ calls: 2 });
    expect(aws.invocations("resolver")).toBe(2);
    expect(aws.logs("resolver")).toContain("asked for acme.com");
    expect(Buffer.compare(aws.functionPackage("resolver"), zip)).toBe(0);
  });

  test("says that the handler failed, or took too long", async () => {
    expect(await invoke({ fail: true })).toMatchObject({
      error: "Unhandled",
      answer: { errorType: "TypeError", errorMessage: "as asked" },
    });
    const late = await invoke({ sleep: 10_000 });
    expect(late.error).toBe("Unhandled");
    expect(late.answer.errorMessage).toContain("Task timed out after 2.00 seconds");
    expect(await invoke({ host: "again" })).toMatchObject({ answer: { host: "again", calls: 1 } });
  });

  test("counts requests by service and operation", async () => {
    aws.resetRequests();
    await invoke({ host: "acme.com" });
    await new SecretsManagerClient(client()).send(new GetSecretValueCommand({ SecretId: "registry/mine" }));
    const names = aws.requests().map(({ service, operation }) => `${service}:${operation}`);
    expect(names).toEqual(["lambda:InvokeFunction", "secretsmanager:GetSecretValue"]);
  });

  test("has outages", async () => {
    aws.outage(["secretsmanager"]);
    const read = () =>
      new SecretsManagerClient(client()).send(new GetSecretValueCommand({ SecretId: "registry/mine" }));
    await expect(read()).rejects.toThrow("This service is down");
    aws.outage(["secretsmanager"], "reset");
    await expect(read()).rejects.toThrow("ECONNRESET");
    aws.outage("none");
    expect((await read()).SecretString).toBe(SECRET);
  });

  test("lets a role do what its policies allow, on the resources that they name", async () => {
    await aws.enforceIam();
    const role = await aws.credentialsForRole("check");
    const secrets = new SecretsManagerClient(client(role));
    const query = (TableName: string) =>
      new DynamoDBClient(client(role)).send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "host#acme.com" } },
        }),
      );
    expect((await invoke({ host: "as a role" }, role)).answer.host).toBe("as a role");
    expect((await query("registry")).Count).toBe(1);
    expect((await secrets.send(new GetSecretValueCommand({ SecretId: "registry/mine" }))).SecretString).toBe(SECRET);
    await expect(query("other")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: "other/mine" }))).rejects.toThrow(
      /not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:.*:other\/mine/,
    );
    const functionRole = await aws.credentialsForRole("function");
    await expect(invoke({}, functionRole)).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(invoke({}, { ...role, AWS_ACCESS_KEY_ID: "ASIAUNKNOWN" })).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
    await aws.relaxIam();
    expect((await query("other")).Count).toBe(0);
  });

  test("destroys", async () => {
    await timed("destroy", () => terraform.destroy());
    await expect(invoke({})).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(terraform.stateFile()).not.toContain(SECRET);
    expect(terraform.transcript).not.toContain(SECRET);
  });
});

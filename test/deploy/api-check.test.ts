// The API check of the examples, deployed: the function runs as its schedule runs it, against a server that demands
// client certificates.
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { makePki } from "../../examples/api-check/pki";
import { describeDeploy } from "../support/describe-deploy";
import { Examples } from "../support/examples";
import { leaks, traces } from "../support/leaks";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { Terraform } from "../support/terraform";

const EXAMPLE = "api-check";
const FUNCTION = "api-check";
const STATE = "terraform.api-check.tfstate";

jest.setTimeout(120_000);

describeDeploy("the API check of the examples", () => {
  let examples: Examples;
  const environment = { ...process.env };
  const file = (name: string) => examples.read(EXAMPLE, name);
  let aws: LocalAws;
  let server: MtlsServer;
  let isHealthy = true;
  let url: string;
  let terraform: Terraform;
  let state: State;

  beforeAll(async () => {
    examples = new Examples();
    aws = await startLocalAws();
    Object.assign(process.env, aws.env);
    await makePki(examples.directory(EXAMPLE, "pki"));
    server = await startMtlsServer({
      certificate: file("pki/server.crt"),
      privateKey: file("pki/server.key"),
      clientAuthority: file("pki/ca.pem"),
      handler: (_, response) => response.writeHead(isHealthy ? 200 : 503).end(),
    });
    url = `https://api.acme.com:${server.port}/health`;
    expect(await examples.synth(EXAMPLE, { CHECK_URLS: url })).toMatchObject({ exitCode: 0 });
    terraform = new Terraform({ directory: examples.directory(EXAMPLE, "cdktf.out/stacks/api-check"), env: aws.env });
    await terraform.init();
    await terraform.apply();
    state = JSON.parse(file(STATE)) as State;
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    examples?.remove();
    process.env = environment;
  });

  /** What a resource is, as the provider read it back from AWS. */
  const deployed = (type: string) =>
    state.resources.find((resource) => resource.type === type)!.instances[0].attributes;

  /** Invokes what the schedule's target names; the function may do no more than its role. */
  async function run(): Promise<{ readonly error?: string; readonly answer: unknown }> {
    await aws.enforceIam();
    const target = deployed("aws_cloudwatch_event_target").arn as string;
    const { FunctionError, Payload } = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: target }));
    await aws.relaxIam();
    return { error: FunctionError, answer: JSON.parse(Buffer.from(Payload!).toString()) };
  }

  test("a first apply leaves nothing to plan", async () => {
    expect((await terraform.plan()).exitCode).toBe(0);
  });

  test("the schedule may run the function, every five minutes", () => {
    const rule = deployed("aws_cloudwatch_event_rule");
    expect(rule.schedule_expression).toBe("rate(5 minutes)");
    expect(deployed("aws_cloudwatch_event_target").rule).toBe(rule.name);
    expect(deployed("aws_lambda_permission")).toMatchObject({
      action: "lambda:InvokeFunction",
      function_name: FUNCTION,
      principal: "events.amazonaws.com",
      source_arn: rule.arn,
    });
  });

  test("the server sees the certificate that is registered for its host", async () => {
    const result = { url, status: 200 };
    expect(await run()).toEqual({ answer: [result] });
    expect(server.requests).toMatchObject([{ host: "api.acme.com", path: "/health", subject: "acme-checks" }]);
    expect(aws.logs(FUNCTION)).toContain(JSON.stringify(result));
  });

  test("an answer that is no success fails the invocation", async () => {
    isHealthy = false;
    expect(await run()).toMatchObject({
      error: "Unhandled",
      answer: { errorType: "CheckFailed", errorMessage: `${url}: answered 503` },
    });
    isHealthy = true;
  });

  test("a certificate that cannot be had fails the invocation with the reason, and nothing is sent without it", async () => {
    const before = server.requests.length;
    await aws.coolDown(FUNCTION);
    aws.outage(["secretsmanager"]);
    const failed = await run();
    aws.outage("none");
    expect(failed).toMatchObject({
      error: "Unhandled",
      answer: {
        errorType: "CheckFailed",
        errorMessage: expect.stringMatching(
          /secret-unreadable: .*the secret client-certificates\/\S+ could not be read/,
        ),
      },
    });
    expect(server.requests).toHaveLength(before);
  });

  test("neither key nor passphrase is in cdktf.out, the function's package, the state, a plan or a log", () => {
    const secrets = [file("pki/acme.key"), file("pki/acme.pass").trim()];
    const places = [
      ...traces(examples.directory(EXAMPLE, "cdktf.out")),
      { place: STATE, content: Buffer.from(file(STATE)) },
      { place: "terraform's output", content: Buffer.from(terraform.transcript) },
      { place: "the check's log", content: Buffer.from(aws.logs(FUNCTION)) },
    ];
    expect(places.map(({ place }) => place)).toContainEqual(expect.stringMatching(/check\.zip:index\.js$/));
    expect(leaks(places, secrets)).toEqual([]);
  });
});

interface State {
  readonly resources: readonly { readonly type: string; readonly instances: readonly [Instance] }[];
}

interface Instance {
  readonly attributes: Readonly<Record<string, unknown>>;
}

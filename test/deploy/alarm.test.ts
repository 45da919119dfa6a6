// The expiry alarm applied for real, and the deployed function run as its schedule runs it.
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Authority, days } from "../../examples/support/pki";
import { runCommand } from "../support/command-line";
import { describeDeploy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { Project } from "./project";

const REGISTRY = "client-certificates";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";

jest.setTimeout(120_000);

describeDeploy("the expiry alarm", () => {
  let aws: LocalAws;
  let project: Project;
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, aws.env);
    project = new Project(aws.env, (_, registry) => registry.alarmOnExpiry({ daysBefore: 21, topicArn: TOPIC }));
    const authority = await Authority.create("Alarm CA");
    const long = await authority.issue("long", { notAfter: days(300) });
    const short = await authority.issue("short", { notAfter: days(10.5) });
    project.synth({
      Long: { host: "*.acme.com", ...project.pair("long", long) },
      Short: { host: "www.acme.com", ...project.pair("short", short) },
    });
    await project.terraform.init();
    await project.terraform.apply();
  });

  afterAll(async () => {
    await aws?.stop();
    project?.remove();
    process.env = environment;
  });

  /** What a resource is, as the provider read it back from AWS. */
  async function deployed(type: string): Promise<Record<string, unknown>> {
    const { values } = (await project.terraform.show()) as State;
    return values.root_module.resources.find((resource) => resource.type === type)!.values;
  }

  test("is there after the apply, with nothing left to plan", async () => {
    expect((await project.terraform.plan()).exitCode).toBe(0);
  });

  test("the report that the schedule asks for makes the alarm's condition true, with no more than the role allows", async () => {
    const [schedule, target, alarm] = await Promise.all(
      ["aws_cloudwatch_event_rule", "aws_cloudwatch_event_target", "aws_cloudwatch_metric_alarm"].map(deployed),
    );
    expect([schedule!.schedule_expression, target!.rule]).toEqual(["rate(1 day)", schedule!.name]);

    await aws.enforceIam();
    const { FunctionError, Payload } = await new LambdaClient({}).send(
      new InvokeCommand({ FunctionName: target!.arn as string, Payload: Buffer.from(target!.input as string) }),
    );
    await aws.relaxIam();
    expect([FunctionError, Buffer.from(Payload!).toString()]).toEqual([undefined, '{"reported":2}']);

    const entries = reported();
    expect(entries).toHaveLength(4);
    expect(entries).toContainEqual(expect.objectContaining({ Host: "www.acme.com", DaysUntilExpiry: 10 }));
    expect(entries).toContainEqual(expect.objectContaining({ Host: "*.acme.com", DaysUntilExpiry: 299 }));
    const least = entries.at(-1)!;
    expect(least).toMatchObject({ ...(alarm!.dimensions as object), [alarm!.metric_name as string]: 10 });
    expect(alarm).toMatchObject({
      comparison_operator: "LessThanThreshold",
      threshold: 21,
      treat_missing_data: "breaching",
      alarm_actions: [TOPIC],
    });
    expect(least[alarm!.metric_name as string]).toBeLessThan(alarm!.threshold as number);
  });

  test("the inventory of the deployed registry has what the apply put there", async () => {
    const { stdout, exitCode } = await runCommand("inventory", "--registry", REGISTRY, "--format", "json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      registry: REGISTRY,
      certificates: [
        { declaration: "journey/Long", subject: "CN=long, O=Throw-away", addedAt: expect.stringMatching(/Z$/) },
        { declaration: "journey/Short", passphrase: "none" },
      ],
      overlaps: [{ winner: "journey/Short", decided: true }],
    });
  });

  test("resolve explains from the deployed function as it does from cdktf.out", async () => {
    const deployed = await runCommand("resolve", "www.acme.com", "--registry", REGISTRY, "--explain");
    const local = await runCommand("resolve", "www.acme.com", "--from", project.output, "--explain");
    expect(deployed).toEqual(local);
    expect(deployed.stdout).toContain(
      "1. journey/Short (www.acme.com): names the host in full; wins over journey/Long",
    );
  });

  function reported(): Record<string, unknown>[] {
    const lines = aws.logs(REGISTRY).split("\n");
    return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }
});

interface State {
  readonly values: {
    readonly root_module: { readonly resources: readonly { type: string; values: Record<string, unknown> }[] };
  };
}

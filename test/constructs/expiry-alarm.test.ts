import { ClientCertificateRegistry } from "cdktf-client-certificates";
import { type SynthesisedStack, TestApp } from "../support/app";

const topicArn = "arn:aws:sns:eu-central-1:123456789012:on-call";

function synth(...alarms: number[]) {
  const stack = new TestApp().stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  for (const daysBefore of alarms) registry.alarmOnExpiry({ daysBefore, topicArn });
  return (stack.toTerraform() as SynthesisedStack["template"]).resource;
}

const only = (resources: Record<string, Record<string, unknown>> | undefined) => Object.values(resources ?? {});

const alarms = (resources: ReturnType<typeof synth>, metric: string) =>
  only(resources.aws_cloudwatch_metric_alarm).filter(({ metric_name }) => metric_name === metric);

test("fires where an item of the table cannot be read, once for each topic", () => {
  expect(alarms(synth(30, 7), "UnreadableItems")).toMatchObject([
    {
      alarm_name: "client-certificates-unreadable-items",
      namespace: "ClientCertificates",
      dimensions: { Registry: "client-certificates" },
      statistic: "Maximum",
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      treat_missing_data: "breaching",
      alarm_actions: [topicArn],
    },
  ]);
});

test("fires below the given days, and when the report is missing", () => {
  expect(alarms(synth(21), "DaysUntilFirstExpiry")).toMatchObject([
    {
      alarm_name: "client-certificates-expiry-21-days",
      namespace: "ClientCertificates",
      metric_name: "DaysUntilFirstExpiry",
      dimensions: { Registry: "client-certificates" },
      statistic: "Minimum",
      period: 86_400,
      comparison_operator: "LessThanThreshold",
      threshold: 21,
      treat_missing_data: "breaching",
      alarm_actions: [topicArn],
    },
  ]);
});

test("several alarms share the daily report", () => {
  const resources = synth(30, 7);
  expect(alarms(resources, "DaysUntilFirstExpiry")).toHaveLength(2);
  expect(only(resources.aws_cloudwatch_event_rule)).toMatchObject([{ schedule_expression: "rate(1 day)" }]);
  expect(only(resources.aws_cloudwatch_event_target)).toMatchObject([{ input: '{"report":"expiry"}' }]);
  expect(only(resources.aws_lambda_permission)).toMatchObject([{ principal: "events.amazonaws.com" }]);
});

test("the function may read the whole table only where there is an alarm", () => {
  const scans = (resources: ReturnType<typeof synth>) =>
    JSON.stringify(resources.aws_iam_role_policy).includes("dynamodb:Scan");
  expect([scans(synth()), scans(synth(7))]).toEqual([false, true]);
});

test.each([0, -1, 1.5, Number.NaN])("%p days are refused", (days) => {
  expect(() => synth(days)).toThrow(`daysBefore is ${days}; it must be a whole number of days, 1 or more`);
});

test("the same number of days twice is refused", () => {
  expect(() => synth(7, 7)).toThrow("there is an alarm 7 days before expiry already");
});

import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { DAY_MS } from "../moment";
import { DAYS_UNTIL_FIRST_EXPIRY, METRIC_NAMESPACE, UNREADABLE_ITEMS } from "../registry/metrics";
import { REPORT_REQUEST } from "../wire/request";
import { checkArn } from "./aws-names";
import { framework, frameworkMap } from "./hcl";
import { isWholeNumber, misuse, shown } from "./misuse";
import { policyDocument } from "./policy";
import type { ResolverFunction } from "./resolver-function";
import { PlainResource } from "./terraform";

export interface ExpiryAlarmProps {
  /** How many days before the first certificate expires the alarm fires: a whole number, 1 or more. */
  readonly daysBefore: number;
  /** ARN of the SNS topic that is told when the alarm fires, and when it is over. */
  readonly topicArn: string;
}

interface Reporting {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const DAY_SECONDS = DAY_MS / 1000;

/** An alarm on the least of the days until expiry; the report that it goes by is made once, whatever the number of alarms. */
export function createExpiryAlarm(
  scope: Construct,
  registry: Reporting,
  table: PlainResource,
  resolver: ResolverFunction,
  props: ExpiryAlarmProps,
): void {
  const { daysBefore, topicArn }: Partial<ExpiryAlarmProps> = props ?? {};
  const where = scope.node.path;
  if (!isWholeNumber(daysBefore, 1)) {
    misuse(`alarmOnExpiry: daysBefore is ${shown(daysBefore)}; it must be a whole number of days, 1 or more`, {
      where,
    });
  }
  const id = `ExpiryAlarm${daysBefore}`;
  checkArn("topicArn", topicArn, "arn:aws:sns:eu-central-1:111122223333:on-call");
  if (scope.node.tryFindChild(id))
    misuse(`alarmOnExpiry: there is an alarm ${daysBefore} days before expiry already`, { where });
  if (!scope.node.tryFindChild("ExpirySchedule")) createDailyReport(scope, registry, table, resolver);

  new PlainResource(scope, id, "aws_cloudwatch_metric_alarm", {
    alarm_name: `${registry.name}-expiry-${daysBefore}-days`,
    alarm_description: `A client certificate of ${registry.name} expires in less than ${daysBefore} days, or the daily report is missing.`,
    namespace: METRIC_NAMESPACE,
    metric_name: DAYS_UNTIL_FIRST_EXPIRY,
    dimensions: { Registry: registry.name },
    statistic: "Minimum",
    period: DAY_SECONDS,
    evaluation_periods: 1,
    comparison_operator: "LessThanThreshold",
    threshold: daysBefore,
    treat_missing_data: "breaching",
    alarm_actions: [framework(topicArn)],
    ok_actions: [framework(topicArn)],
    tags: frameworkMap(registry.tags),
  });
  tellOfUnreadableItems(scope, registry, topicArn);
}

/** Topics that are told of unreadable items already: once, however many alarms they have. */
const told = new WeakMap<Construct, Set<string>>();

function tellOfUnreadableItems(scope: Construct, { name, tags }: Reporting, topicArn: string): void {
  const topics = told.get(scope) ?? new Set();
  told.set(scope, topics.add(topicArn));
  const which = [...topics].indexOf(topicArn) + 1;
  const id = `UnreadableItemsAlarm${which}`;
  if (scope.node.tryFindChild(id)) return;
  new PlainResource(scope, id, "aws_cloudwatch_metric_alarm", {
    alarm_name: which === 1 ? `${name}-unreadable-items` : `${name}-unreadable-items-${which}`,
    alarm_description: `An item in the table of ${name} cannot be read, so that its certificate is not presented; the log of the function names it.`,
    namespace: METRIC_NAMESPACE,
    metric_name: UNREADABLE_ITEMS,
    dimensions: { Registry: name },
    statistic: "Maximum",
    period: DAY_SECONDS,
    evaluation_periods: 1,
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    treat_missing_data: "breaching",
    alarm_actions: [framework(topicArn)],
    ok_actions: [framework(topicArn)],
    tags: frameworkMap(tags),
  });
}

function createDailyReport(
  scope: Construct,
  { name, tags }: Reporting,
  table: PlainResource,
  { lambda, role }: ResolverFunction,
): void {
  // Only a registry with an alarm lets its function read the whole table.
  const permission = new PlainResource(scope, "ExpiryReportPolicy", "aws_iam_role_policy", {
    name: "expiry-report",
    role: role.hcl("name"),
    policy: policyDocument({
      Sid: "ReportExpiry",
      Effect: "Allow",
      Action: "dynamodb:Scan",
      Resource: table.hcl("arn"),
    }),
  });
  const schedule = new PlainResource(scope, "ExpirySchedule", "aws_cloudwatch_event_rule", {
    name: ruleName(name),
    description: `Days until the client certificates of ${name} expire`,
    schedule_expression: "rate(1 day)",
    tags: frameworkMap(tags),
  });
  const allowed = new PlainResource(scope, "ExpiryReportInvocation", "aws_lambda_permission", {
    action: "lambda:InvokeFunction",
    function_name: lambda.hcl("function_name"),
    principal: "events.amazonaws.com",
    source_arn: schedule.hcl("arn"),
  });
  new PlainResource(
    scope,
    "ExpiryReport",
    "aws_cloudwatch_event_target",
    {
      rule: schedule.hcl("name"),
      target_id: "resolver",
      arn: lambda.hcl("arn"),
      input: JSON.stringify(REPORT_REQUEST),
    },
    { dependsOn: [permission, allowed] },
  );
}

/** At most 64 characters (Amazon EventBridge API reference, PutRule), and different for every registry. */
function ruleName(registry: string): string {
  const name = `${registry}-expiry-report`;
  if (name.length <= 64) return name;
  return `${registry.slice(0, 40)}-${createHash("sha256").update(registry).digest("hex").slice(0, 8)}-expiry-report`;
}

import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import { ClientCertificateError } from "../errors";
import { DAYS_UNTIL_FIRST_EXPIRY, METRIC_NAMESPACE, REPORT_REQUEST } from "../registry/metrics";
import { policyDocument } from "./policy";
import type { ResolverFunction } from "./resolver-function";

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

const DAY_SECONDS = 24 * 60 * 60;

/** An alarm on the least of the days until expiry; the report that it goes by is made once, whatever the number of alarms. */
export function createExpiryAlarm(
  scope: Construct,
  registry: Reporting,
  table: DynamodbTable,
  resolver: ResolverFunction,
  { daysBefore, topicArn }: ExpiryAlarmProps,
): void {
  const id = `ExpiryAlarm${daysBefore}`;
  if (!Number.isInteger(daysBefore) || daysBefore < 1) {
    throw misuse(scope, `daysBefore is ${daysBefore}; it must be a whole number of days, 1 or more`);
  }
  if (scope.node.tryFindChild(id)) throw misuse(scope, `there is an alarm ${daysBefore} days before expiry already`);
  if (!scope.node.tryFindChild("ExpirySchedule")) createDailyReport(scope, registry, table, resolver);

  new CloudwatchMetricAlarm(scope, id, {
    alarmName: `${registry.name}-expiry-${daysBefore}-days`,
    alarmDescription: `A client certificate of ${registry.name} expires in less than ${daysBefore} days, or the daily report is missing.`,
    namespace: METRIC_NAMESPACE,
    metricName: DAYS_UNTIL_FIRST_EXPIRY,
    dimensions: { Registry: registry.name },
    statistic: "Minimum",
    period: DAY_SECONDS,
    evaluationPeriods: 1,
    comparisonOperator: "LessThanThreshold",
    threshold: daysBefore,
    treatMissingData: "breaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
    tags: registry.tags,
  });
}

function createDailyReport(
  scope: Construct,
  { name, tags }: Reporting,
  table: DynamodbTable,
  { lambda, role }: ResolverFunction,
): void {
  // Only a registry with an alarm lets its function read the whole table.
  const permission = new IamRolePolicy(scope, "ExpiryReportPolicy", {
    role: role.name,
    policy: policyDocument({ Sid: "ReportExpiry", Effect: "Allow", Action: "dynamodb:Scan", Resource: table.arn }),
  });
  const schedule = new CloudwatchEventRule(scope, "ExpirySchedule", {
    name: `${name.slice(0, 49)}-expiry-report`,
    description: `Days until the client certificates of ${name} expire`,
    scheduleExpression: "rate(1 day)",
    tags,
  });
  const allowed = new LambdaPermission(scope, "ExpiryReportInvocation", {
    action: "lambda:InvokeFunction",
    functionName: lambda.functionName,
    principal: "events.amazonaws.com",
    sourceArn: schedule.arn,
  });
  new CloudwatchEventTarget(scope, "ExpiryReport", {
    rule: schedule.name,
    arn: lambda.arn,
    input: JSON.stringify(REPORT_REQUEST),
    dependsOn: [permission, allowed],
  });
}

function misuse(scope: Construct, message: string): ClientCertificateError {
  return new ClientCertificateError("invalid-argument", `[${scope.node.path}] alarmOnExpiry: ${message}`);
}

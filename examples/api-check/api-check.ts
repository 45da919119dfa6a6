import { join } from "node:path";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AssetType, Fn, TerraformAsset } from "cdktf";
import type { IClientCertificateRegistry } from "cdktf-client-certificates";
import { Construct } from "constructs";
import { bundle } from "./bundle";

export interface ApiCheckProps {
  readonly registry: IClientCertificateRegistry;
  /** Name of the function, its role and its schedule. */
  readonly name: string;
  readonly urls: readonly string[];
  /** In the words of EventBridge, e.g. `rate(5 minutes)`. */
  readonly schedule: string;
}

/** A Lambda function that calls URLs on a schedule, with the client certificates of the registry. */
export class ApiCheck extends Construct {
  constructor(scope: Construct, id: string, { registry, name, urls, schedule }: ApiCheckProps) {
    super(scope, id);
    const role = new IamRole(this, "Role", {
      name,
      assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
    });
    registry.grantUse(role);

    const log = new CloudwatchLogGroup(this, "Log", { name: `/aws/lambda/${name}`, retentionInDays: 30 });
    const writeLog = new IamRolePolicy(this, "WriteLog", {
      role: role.name,
      policy: policy({ Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${log.arn}:*` }),
    });

    const code = new TerraformAsset(this, "Code", {
      path: bundle(join(__dirname, "handler.ts"), "dist/check.zip"),
      type: AssetType.FILE,
    });
    const check = new LambdaFunction(this, "Function", {
      functionName: name,
      role: role.arn,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: code.path,
      sourceCodeHash: Fn.filebase64sha256(code.path),
      memorySize: 256,
      timeout: 30,
      environment: { variables: { REGISTRY: registry.name, CHECK_URLS: urls.join(",") } },
      dependsOn: [writeLog],
    });

    const rule = new CloudwatchEventRule(this, "Schedule", { name, scheduleExpression: schedule });
    const allowed = new LambdaPermission(this, "Invocation", {
      action: "lambda:InvokeFunction",
      functionName: check.functionName,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "Target", { rule: rule.name, arn: check.arn, dependsOn: [allowed] });
  }
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

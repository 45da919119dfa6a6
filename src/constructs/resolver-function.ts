import { join } from "node:path";
import type { Construct } from "constructs";
import { resolverName, tableName } from "../registry/names";
import { awsTarget } from "./aws-target";
import { concat, framework, frameworkMap, hcl } from "./hcl";
import { decryptWith, policyDocument } from "./policy";
import { AssetType, PlainResource, TerraformAsset } from "./terraform";

/** The package's build leaves the bundle there. */
const BUNDLE = join(__dirname, "../../dist", "resolver.zip");

interface ResolverProps {
  readonly name: string;
  readonly encryptionKeyArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ResolverFunction {
  readonly lambda: PlainResource;
  readonly role: PlainResource;
}

/** The Lambda function that says which certificate a host gets. Its role reads that one table and writes its own log. */
export function createResolverFunction(
  scope: Construct,
  registry: ResolverProps,
  logRetentionDays: number,
): ResolverFunction {
  const tags = frameworkMap(registry.tags);
  const name = resolverName(registry.name);
  const aws = awsTarget(scope);
  const log = new PlainResource(scope, "ResolverLog", "aws_cloudwatch_log_group", {
    name: `/aws/lambda/${name}`,
    retention_in_days: logRetentionDays,
    tags,
  });
  const role = new PlainResource(scope, "ResolverRole", "aws_iam_role", {
    // Roles are global, a registry is regional: IAM completes the name.
    name_prefix: `${name.slice(0, 37)}-`,
    assume_role_policy: policyDocument({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    tags,
  });
  const permissions = new PlainResource(scope, "ResolverPolicy", "aws_iam_role_policy", {
    // With names of their own, what belongs to the function is put in its place again where Terraform's state is lost.
    name: "resolver",
    role: role.hcl("name"),
    policy: policyDocument(
      {
        Sid: "ReadRegistry",
        Effect: "Allow",
        Action: "dynamodb:Query",
        Resource: aws.arn("dynamodb", `table/${tableName(registry.name)}`),
      },
      {
        Sid: "WriteLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: concat(log.hcl("arn"), ":*"),
      },
      ...decryptWith(registry.encryptionKeyArn, "DecryptRegistry", aws.endpoint("dynamodb")),
    ),
  });
  const path = framework(new TerraformAsset(scope, "ResolverBundle", { path: BUNDLE, type: AssetType.FILE }).path);
  const lambda = new PlainResource(
    scope,
    "Resolver",
    "aws_lambda_function",
    {
      function_name: name,
      description: "Which client certificate a host gets",
      role: role.hcl("arn"),
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: path,
      source_code_hash: hcl`filebase64sha256(${path})`,
      memory_size: 256,
      // For the daily report of a large registry; a request has an answer within 8 seconds, whatever the table does.
      timeout: 90,
      environment: { variables: { REGISTRY_TABLE: tableName(registry.name) } },
      tags,
    },
    { dependsOn: [permissions] },
  );
  return { lambda, role };
}

import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { resolverName } from "../registry/names";
import { decryptWith, policyDocument } from "./policy";
import { AssetType, Fn, TerraformAsset } from "./terraform";

/** The package's build leaves the bundle there. */
const BUNDLE = join(__dirname, "../../dist", "resolver.zip");

export interface ResolverFunction {
  readonly lambda: LambdaFunction;
  readonly role: IamRole;
}

/** The Lambda function that says which certificate a host gets. Its role reads that one table and writes its own log. */
export function createResolverFunction(
  scope: Construct,
  registry: { name: string; encryptionKeyArn?: string; tags?: Readonly<Record<string, string>> },
  table: DynamodbTable,
  logRetentionDays: number,
): ResolverFunction {
  const { tags } = registry;
  const name = resolverName(registry.name);
  const log = new CloudwatchLogGroup(scope, "ResolverLog", {
    name: `/aws/lambda/${name}`,
    retentionInDays: logRetentionDays,
    tags,
  });
  const role = new IamRole(scope, "ResolverRole", {
    // Roles are global, a registry is regional: IAM completes the name.
    namePrefix: `${name.slice(0, 37)}-`,
    assumeRolePolicy: policyDocument({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    tags,
  });
  const permissions = new IamRolePolicy(scope, "ResolverPolicy", {
    role: role.name,
    policy: policyDocument(
      { Sid: "ReadRegistry", Effect: "Allow", Action: "dynamodb:Query", Resource: table.arn },
      {
        Sid: "WriteLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${log.arn}:*`,
      },
      ...decryptWith(registry.encryptionKeyArn, "DecryptRegistry"),
    ),
  });
  const bundle = new TerraformAsset(scope, "ResolverBundle", { path: BUNDLE, type: AssetType.FILE });
  const lambda = new LambdaFunction(scope, "Resolver", {
    functionName: name,
    description: "Which client certificate a host gets",
    role: role.arn,
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    filename: bundle.path,
    sourceCodeHash: Fn.filebase64sha256(bundle.path),
    memorySize: 256,
    timeout: 10,
    environment: { variables: { REGISTRY_TABLE: table.name } },
    tags,
    dependsOn: [permissions],
  });
  return { lambda, role };
}

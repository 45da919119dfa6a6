import { resolve } from "node:path";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { SyntheticsCanary } from "@cdktf/provider-aws/lib/synthetics-canary";
import { AssetType, Fn, TerraformAsset } from "cdktf";
import type { IClientCertificateRegistry } from "cdktf-client-certificates";
import { Construct } from "constructs";

export interface CanaryProps {
  readonly registry: IClientCertificateRegistry;
  /** Of lower-case letters, digits, `-` and `_`; up to 255 (AWS Synthetics API, "CreateCanary"). */
  readonly name: string;
  /** Path of the zip. */
  readonly package: string;
  readonly handler: string;
  /** With Node.js 20 or newer; "aws synthetics describe-runtime-versions" lists them. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In the words of CloudWatch Synthetics, e.g. `rate(5 minutes)`. */
  readonly schedule: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly start: boolean;
}

/** A canary with its bucket and a role that may present the certificates of a registry. */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { registry, name, environment, handler, schedule, start, tags } = props;
    const bucket = new S3Bucket(this, "Bucket", { bucketPrefix: `${name}-`, forceDestroy: true });
    const asset = new TerraformAsset(this, "Code", { path: resolve(props.package), type: AssetType.FILE });
    // Another package has another key, by which AWS sees that it changed.
    const code = new S3Object(this, "Package", {
      bucket: bucket.id,
      key: `code/${asset.assetHash}.zip`,
      source: asset.path,
      etag: Fn.filemd5(asset.path),
    });

    const role = new IamRole(this, "Role", {
      namePrefix: `${name}-`,
      assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
    });
    registry.grantUse(role);
    const permissions = new IamRolePolicy(this, "Permissions", {
      role: role.name,
      policy: policy(
        { Action: ["s3:PutObject", "s3:GetObject"], Resource: `${bucket.arn}/*` },
        { Action: "s3:GetBucketLocation", Resource: bucket.arn },
        { Action: "s3:ListAllMyBuckets", Resource: "*" },
        {
          Action: "cloudwatch:PutMetricData",
          Resource: "*",
          Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
        },
        {
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          // AWS makes a function for the canary, and names it.
          Resource: `arn:aws:logs:*:*:log-group:/aws/lambda/cwsyn-${name}-*`,
        },
      ),
    });

    new SyntheticsCanary(this, "Canary", {
      name,
      artifactS3Location: `s3://${bucket.id}/runs`,
      executionRoleArn: role.arn,
      runtimeVersion: props.runtime,
      s3Bucket: bucket.id,
      s3Key: code.key,
      handler,
      schedule: { expression: schedule },
      runConfig: { timeoutInSeconds: 60, memoryInMb: 960, environmentVariables: environment },
      startCanary: start,
      deleteLambda: true,
      tags,
      dependsOn: [permissions],
    });
  }
}

function policy(...statements: object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", ...one })),
  });
}

import type { Construct } from "constructs";
import { concat, type Hcl } from "./hcl";
import { PlainDataSource, TerraformStack } from "./terraform";

/** Names in the account and region that a stack is deployed to. */
export interface AwsTarget {
  /** An Amazon Resource Name. */
  arn(service: string, resource: string | Hcl): Hcl;
  /** A service's name in `kms:ViaService` (AWS KMS, "Condition keys"), e.g. `dynamodb.eu-central-1.amazonaws.com`. */
  endpoint(service: string): Hcl;
}

export function awsTarget(scope: Construct): AwsTarget {
  const stack = TerraformStack.of(scope);
  const data = (id: string, type: string): PlainDataSource => {
    const known = stack.node.tryFindChild(id);
    return known instanceof PlainDataSource ? known : new PlainDataSource(stack, id, type);
  };
  const partition = () => data("ClientCertificatesPartition", "aws_partition");
  const region = () => data("ClientCertificatesRegion", "aws_region").hcl("id");
  const account = () => data("ClientCertificatesAccount", "aws_caller_identity").hcl("account_id");
  return {
    arn: (service, resource) =>
      concat("arn:", partition().hcl("partition"), `:${service}:`, region(), ":", account(), ":", resource),
    endpoint: (service) => concat(`${service}.`, region(), ".", partition().hcl("dns_suffix")),
  };
}

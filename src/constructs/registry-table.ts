import type { Construct } from "constructs";
import { tableName } from "../registry/names";
import { framework, frameworkMap } from "./hcl";
import { PlainResource } from "./terraform";

/** The table of registrations: see `toItem` for its keys. */
export function createRegistryTable(
  scope: Construct,
  registry: { name: string; encryptionKeyArn?: string; tags?: Readonly<Record<string, string>> },
): PlainResource {
  return new PlainResource(scope, "Table", "aws_dynamodb_table", {
    name: tableName(registry.name),
    billing_mode: "PAY_PER_REQUEST",
    hash_key: "pk",
    range_key: "sk",
    attribute: [
      { name: "pk", type: "S" },
      { name: "sk", type: "S" },
    ],
    point_in_time_recovery: { enabled: true },
    server_side_encryption: {
      enabled: true,
      kms_key_arn: registry.encryptionKeyArn && framework(registry.encryptionKeyArn),
    },
    tags: frameworkMap(registry.tags),
  });
}

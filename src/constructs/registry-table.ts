import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { Construct } from "constructs";
import { tableName } from "../registry/names";

/** The table of registrations: see `toItem` for its keys. */
export function createRegistryTable(
  scope: Construct,
  registry: { name: string; encryptionKeyArn?: string; tags?: Readonly<Record<string, string>> },
): DynamodbTable {
  return new DynamodbTable(scope, "Table", {
    name: tableName(registry.name),
    billingMode: "PAY_PER_REQUEST",
    hashKey: "pk",
    rangeKey: "sk",
    attribute: [
      { name: "pk", type: "S" },
      { name: "sk", type: "S" },
    ],
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: registry.encryptionKeyArn },
    tags: registry.tags,
  });
}

import type { Construct } from "constructs";
import { tableName } from "../registry/names";
import { framework, frameworkMap } from "./hcl";
import { PlainResource } from "./terraform";

interface RegistryTableProps {
  readonly name: string;
  readonly encryptionKeyArn?: string;
  readonly deletionProtection?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The table of registrations: see `toItem` for its keys. It comes after the function, so that it goes before it: where AWS
 * refuses to delete the table, the function stays, too.
 */
export function createRegistryTable(
  scope: Construct,
  registry: RegistryTableProps,
  resolver: PlainResource,
): PlainResource {
  const { deletionProtection = false } = registry;
  const attributes = {
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
    deletion_protection_enabled: deletionProtection,
    tags: frameworkMap(registry.tags),
  };
  const lifecycle = { preventDestroy: deletionProtection };
  return new PlainResource(scope, "Table", "aws_dynamodb_table", attributes, { lifecycle, dependsOn: [resolver] });
}

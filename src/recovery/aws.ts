import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDbStore } from "../registry/dynamodb-store";
import { tableName } from "../registry/names";
import { Place } from "../wire/fields";
import { type Deployed, type DeployedItem, type DeployedSecret, readDeployedItem } from "./deployed";

/** How long all reads together may take, in milliseconds. */
const READ_DEADLINE_MS = 10 * 60_000;

/** What AWS has of a registry: every item of its table, and the names of its secrets. */
export async function readDeployed(registry: string, env: NodeJS.ProcessEnv): Promise<Deployed> {
  const [items, secrets] = await Promise.all([readItems(registry, env), readSecrets(registry)]);
  return { items, secrets };
}

async function readItems(registry: string, env: NodeJS.ProcessEnv): Promise<DeployedItem[]> {
  const at = new Place({ name: "an item of the table", code: "registry-unreachable", fix: "It is passed over" });
  const items: DeployedItem[] = [];
  const store = new DynamoDbStore(tableName(registry), env);
  const signal = AbortSignal.timeout(READ_DEADLINE_MS);
  await store.items((raw) => items.push(...[readDeployedItem(raw, at) ?? []].flat()), { signal });
  return items;
}

async function readSecrets(registry: string): Promise<DeployedSecret[]> {
  const { ListSecretsCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client: SecretsManagerClient = new SecretsManagerClient({});
  const secrets: DeployedSecret[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListSecretsCommand({
        Filters: [{ Key: "name", Values: [`${registry}/`] }],
        MaxResults: 100,
        NextToken: next,
      }),
    );
    for (const { Name: name, ARN: arn } of page.SecretList ?? []) if (name && arn) secrets.push({ name, arn });
    next = page.NextToken;
  } while (next);
  client.destroy();
  return secrets;
}

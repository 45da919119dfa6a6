import { DynamoDbStore } from "../registry/dynamodb-store";
import { tableName } from "../registry/names";
import { isUnreadable, type UnreadableItem } from "../registry/store";
import type { Registration } from "../wire/registration";
import { awsEnvironment } from "./aws-environment";
import type { DeployedRegistry } from "./registry-options";
import { progress } from "./terminal";

/** How long a whole table may take to come to a laptop, in milliseconds. */
const READ_DEADLINE_MS = 10 * 60_000;

export interface DeployedRegistrations {
  readonly registrations: readonly Registration[];
  readonly unreadable: readonly UnreadableItem[];
}

/** Everything in the table of a deployed registry, read with the credentials that the AWS SDK finds. */
export async function deployedRegistrations({ registry, region }: DeployedRegistry): Promise<DeployedRegistrations> {
  const store = new DynamoDbStore(tableName(registry), { ...process.env, ...(await awsEnvironment(region)) });
  const registrations: Registration[] = [];
  const unreadable: UnreadableItem[] = [];
  try {
    await store.all(
      (item) => {
        if (isUnreadable(item)) unreadable.push(item);
        else registrations.push(item);
        if (registrations.length % 1_000 === 0) progress(`${registrations.length} certificates read`);
      },
      { signal: AbortSignal.timeout(READ_DEADLINE_MS) },
    );
    return { registrations, unreadable };
  } finally {
    progress("");
  }
}

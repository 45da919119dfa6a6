import { LambdaClient } from "@aws-sdk/client-lambda";
import { ClientCertificateError, messageOf } from "../errors";
import { DynamoDbStore } from "../registry/dynamodb-store";
import { tableName } from "../registry/names";
import { isUnreadable, type UnreadableItem } from "../registry/store";
import type { Registration } from "../wire/registration";
import { progress } from "./terminal";

/** How long a whole table may take to come to a laptop, in milliseconds. */
const READ_DEADLINE_MS = 10 * 60_000;

export interface DeployedRegistrations {
  readonly registrations: readonly Registration[];
  readonly unreadable: readonly UnreadableItem[];
}

/** Everything in the table of a deployed registry, read with the credentials that the AWS SDK finds. */
export async function deployedRegistrations(registry: string): Promise<DeployedRegistrations> {
  const store = new DynamoDbStore(tableName(registry), { ...process.env, ...(await awsEnvironment()) });
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

/** Credentials and region by the SDK's default chain: profiles, single sign-on, environment, instance. */
export async function awsEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { config } = new LambdaClient({});
  try {
    const [region, credentials] = await Promise.all([config.region(), config.credentials()]);
    return {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
    };
  } catch (cause) {
    throw new ClientCertificateError(
      "registry-unreachable",
      `no AWS credentials or region (${messageOf(cause)}): sign in, set AWS_PROFILE and AWS_REGION, or use --from`,
      { cause },
    );
  }
}

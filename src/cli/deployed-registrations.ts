import { LambdaClient } from "@aws-sdk/client-lambda";
import { ClientCertificateError, messageOf } from "../errors";
import { DynamoDbStore } from "../registry/dynamodb-store";
import { tableName } from "../registry/names";
import type { Registration } from "../registry/registration";
import { progress } from "./terminal";

/** Every registration of a deployed registry, read with the credentials that the AWS SDK finds. */
export async function deployedRegistrations(registry: string): Promise<Registration[]> {
  const store = new DynamoDbStore(tableName(registry), { ...process.env, ...(await awsEnvironment()) });
  try {
    return await store.all((count) => progress(`${count} certificates read`));
  } finally {
    progress("");
  }
}

/** Credentials and region by the SDK's default chain: profiles, single sign-on, environment, instance. */
async function awsEnvironment(): Promise<NodeJS.ProcessEnv> {
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

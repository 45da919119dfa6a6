import { ClientCertificateError, messageOf } from "../errors";

/**
 * The region: the one that was given, or that the AWS SDK finds in the environment and the profile.
 *
 * @param remedy what to do where there is none, in the words of the command
 * @throws ClientCertificateError `invalid-argument`
 */
export async function awsRegion(given?: string, remedy = "set AWS_REGION or --region"): Promise<string> {
  try {
    const { LambdaClient } = await import("@aws-sdk/client-lambda");
    return await new LambdaClient({ region: given }).config.region();
  } catch (cause) {
    throw new ClientCertificateError("invalid-argument", `no AWS region: ${remedy} (${messageOf(cause)})`, { cause });
  }
}

/** Credentials and region by the SDK's default chain: profiles, single sign-on, environment, instance. */
export async function awsEnvironment(region: string): Promise<NodeJS.ProcessEnv> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  const { config } = new LambdaClient({ region });
  try {
    const credentials = await config.credentials();
    return {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
    };
  } catch (cause) {
    throw new ClientCertificateError(
      "registry-unreachable",
      `no AWS credentials (${messageOf(cause)}): sign in, set AWS_PROFILE, or use --from`,
      { cause },
    );
  }
}

import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ClientCertificateError } from "../errors";
import type { SecretReference } from "../wire/registration";
import { readPassphrase } from "../wire/secret";
import { AWS_TIMEOUT_MS, secretError } from "./aws-errors";

/** Reads secrets by the AWS SDK, which is loaded on the first read and not before. */
export class SecretsManager {
  #client?: SecretsManagerClient;

  constructor(private readonly region?: string) {}

  /**
   * The value of a secret.
   *
   * @param kept what it holds, for the words of an error
   * @throws ClientCertificateError `secret-unreadable`, or `passphrase-unavailable`
   */
  async read(secret: string, kept: "key" | "passphrase" = "key"): Promise<string> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    this.#client ??= new SecretsManagerClient({ region: this.region });
    try {
      const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId: secret }), {
        abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MS),
      });
      if (SecretString !== undefined) return SecretString;
    } catch (error) {
      throw secretError(secret, error, kept);
    }
    const code = kept === "key" ? "secret-unreadable" : "passphrase-unavailable";
    throw new ClientCertificateError(code, `the secret ${secret} holds no text`);
  }

  /** The passphrase that a reference points to. */
  async readReference(reference: SecretReference): Promise<string> {
    return readPassphrase(await this.read(reference.secret, "passphrase"), reference);
  }

  close(): void {
    this.#client?.destroy();
  }
}

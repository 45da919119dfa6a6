import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ClientCertificateError } from "../errors";
import type { SecretReference } from "../registry/registration";
import { AWS_TIMEOUT_MS, secretError } from "./aws-errors";

/** Reads secrets by the AWS SDK, which is loaded on the first read and not before. */
export class SecretsManager {
  #client?: SecretsManagerClient;

  constructor(private readonly region?: string) {}

  /**
   * The value of a secret.
   *
   * @throws ClientCertificateError `secret-unreadable`
   */
  async read(secret: string): Promise<string> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    this.#client ??= new SecretsManagerClient({ region: this.region });
    try {
      const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId: secret }), {
        abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MS),
      });
      if (SecretString !== undefined) return SecretString;
    } catch (error) {
      throw secretError(secret, error);
    }
    throw new ClientCertificateError("secret-unreadable", `the secret ${secret} holds no text`);
  }

  /** The passphrase that a reference points to. */
  async readReference({ secret, field }: SecretReference): Promise<string> {
    const value = await this.read(secret);
    if (field === undefined) return value;
    const passphrase = parseSecret(secret, value)[field];
    if (typeof passphrase === "string") return passphrase;
    throw new ClientCertificateError("passphrase-unavailable", `the secret ${secret} has no text field "${field}"`);
  }

  close(): void {
    this.#client?.destroy();
  }
}

/** A secret's JSON object. What is wrong with it is told without a cause: the parser's message quotes the text. */
export function parseSecret(secret: string, value: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {}
  throw new ClientCertificateError("secret-unreadable", `the secret ${secret} is not a JSON object`);
}

import { ClientCertificateError } from "../errors";
import type { SecretReference } from "../wire/registration";
import { readPassphrase } from "../wire/secret";
import type { AwsCalls } from "./aws-calls";
import { secretError } from "./aws-errors";

/** Reads secrets. */
export class SecretsManager {
  constructor(private readonly aws: AwsCalls) {}

  /**
   * The value of a secret.
   *
   * @param kept what it holds, for the words of an error
   * @throws ClientCertificateError `secret-unreadable`, or `passphrase-unavailable`
   */
  async read(secret: string, kept: "key" | "passphrase" = "key"): Promise<string> {
    const value = await this.aws.secretValue(secret).catch((error) => {
      throw ClientCertificateError.is(error) ? error : secretError(secret, error, kept);
    });
    if (value !== undefined) return value;
    const code = kept === "key" ? "secret-unreadable" : "passphrase-unavailable";
    throw new ClientCertificateError(code, `the secret ${secret} holds no text`);
  }

  /** The passphrase that a reference points to. */
  async readReference(reference: SecretReference): Promise<string> {
    return readPassphrase(await this.read(reference.secret, "passphrase"), reference);
  }
}

import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { CertificateSource, ResolveOptions } from "../identity/certificate-source";
import { resolverName } from "../registry/names";
import { type Answer, parseAnswer } from "../wire/answer";
import type { Registration } from "../wire/registration";
import { type ResolverRequest, writeRequest } from "../wire/request";
import { parseSecret, type SecretHalf } from "../wire/secret";
import { AWS_TIMEOUT_MS, invokeError } from "./aws-errors";
import { SecretsManager } from "./secrets-manager";

/** The deployed registry: its resolver function, and Secrets Manager. The AWS SDK is loaded when it is needed. */
export class DeployedSource implements CertificateSource {
  readonly description: string;
  readonly #functionName: string;
  readonly #secrets: SecretsManager;
  #client?: LambdaClient;

  /** @param region @default - as the AWS SDK finds it */
  constructor(
    registry: string,
    private readonly region?: string,
  ) {
    this.description = `registry ${registry}`;
    this.#functionName = resolverName(registry);
    this.#secrets = new SecretsManager(region);
  }

  async resolve(host: string, { explain, fresh }: ResolveOptions = {}): Promise<Answer> {
    const payload = await this.#invoke({ host, explain, fresh });
    return parseAnswer(payload, host, `the registry's function ${this.#functionName}`);
  }

  async secret({ secretName, passphraseSecret }: Registration): Promise<SecretHalf> {
    const [value, passphrase] = await Promise.all([
      this.#secrets.read(secretName),
      passphraseSecret && this.#secrets.readReference(passphraseSecret),
    ]);
    const half = parseSecret(value, secretName);
    return { ...half, passphrase: half.passphrase ?? passphrase };
  }

  close(): void {
    this.#client?.destroy();
    this.#secrets.close();
  }

  async #invoke(request: ResolverRequest): Promise<string> {
    const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    try {
      this.#client ??= new LambdaClient({ region: this.region });
      const command = new InvokeCommand({ FunctionName: this.#functionName, Payload: writeRequest(request) });
      const { FunctionError, Payload } = await this.#client.send(command, {
        abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MS),
      });
      const text = Buffer.from(Payload ?? []).toString("utf8");
      if (FunctionError) throw new Error(`it failed: ${FunctionError} ${text.slice(0, 500)}`);
      return text;
    } catch (error) {
      throw invokeError(this.#functionName, error);
    }
  }
}

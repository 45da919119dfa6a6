import type { LambdaClient } from "@aws-sdk/client-lambda";
import { ClientCertificateError, type ErrorCode } from "../errors";
import type { CertificateSource, ResolveOptions } from "../identity/certificate-source";
import { resolverName } from "../registry/names";
import type { Registration, SecretHalf } from "../registry/registration";
import type { Answer } from "../registry/resolve";
import { AWS_TIMEOUT_MS, invokeError } from "./aws-errors";
import { parseSecret, SecretsManager } from "./secrets-manager";

interface Fault {
  readonly error: { readonly code: string; readonly message: string };
}

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
    const answer = await this.#invoke({ host, explain, fresh });
    if ("error" in answer) throw this.#fault(answer);
    return answer;
  }

  async secret({ secretName, passphraseSecret }: Registration): Promise<SecretHalf> {
    const [value, passphrase] = await Promise.all([
      this.#secrets.read(secretName),
      passphraseSecret && this.#secrets.readReference(passphraseSecret),
    ]);
    return { passphrase, ...(parseSecret(secretName, value) as SecretHalf) };
  }

  close(): void {
    this.#client?.destroy();
    this.#secrets.close();
  }

  async #invoke(request: object): Promise<Answer | Fault> {
    const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    try {
      this.#client ??= new LambdaClient({ region: this.region });
      const command = new InvokeCommand({ FunctionName: this.#functionName, Payload: JSON.stringify(request) });
      const { FunctionError, Payload } = await this.#client.send(command, {
        abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MS),
      });
      const text = Buffer.from(Payload ?? []).toString("utf8");
      if (FunctionError) throw new Error(`it failed: ${FunctionError} ${text.slice(0, 500)}`);
      return JSON.parse(text) as Answer | Fault;
    } catch (error) {
      throw invokeError(this.#functionName, error);
    }
  }

  #fault({ error: { code, message } }: Fault): ClientCertificateError {
    const known: ErrorCode = code === "invalid-host" ? "invalid-host" : "registry-unreachable";
    return new ClientCertificateError(known, `the registry's function ${this.#functionName} answered: ${message}`);
  }
}

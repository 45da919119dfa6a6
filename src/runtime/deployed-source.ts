import type { CertificateSource, ResolveOptions } from "../identity/certificate-source";
import { resolverName } from "../registry/names";
import { type Answer, parseAnswer } from "../wire/answer";
import type { Registration } from "../wire/registration";
import { type ResolverRequest, writeRequest } from "../wire/request";
import { parseSecret, type SecretHalf } from "../wire/secret";
import { AwsCalls } from "./aws-calls";
import { invokeError } from "./aws-errors";
import { SecretsManager } from "./secrets-manager";

/** The deployed registry: its resolver function, and Secrets Manager. */
export class DeployedSource implements CertificateSource {
  readonly description: string;
  readonly #functionName: string;
  readonly #aws: AwsCalls;
  readonly #secrets: SecretsManager;

  /** @param region @default - as the AWS SDK finds it */
  constructor(registry: string, region?: string) {
    this.description = `registry ${registry}`;
    this.#functionName = resolverName(registry);
    this.#aws = new AwsCalls(region);
    this.#secrets = new SecretsManager(this.#aws);
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
    this.#aws.close();
  }

  async #invoke(request: ResolverRequest): Promise<string> {
    try {
      return await this.#aws.invoke(this.#functionName, writeRequest(request));
    } catch (error) {
      throw invokeError(this.#functionName, error);
    }
  }
}

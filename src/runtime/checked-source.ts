import { createHash, X509Certificate } from "node:crypto";
import { ClientCertificateError, type ErrorCode, messageOf } from "../errors";
import type { CertificateSource, ResolveOptions } from "../identity/certificate-source";
import { publishRegistryFault } from "../identity/events";
import { type Answer, readAnswer } from "../wire/answer";
import { certificateBlocks, derOf } from "../wire/pem";
import type { Registration } from "../wire/registration";
import { readSecret, type SecretHalf, secretPlace } from "../wire/secret";

/** How many different texts of authorities are remembered. */
const MAX_AUTHORITIES = 100;

/**
 * Whatever a source says, only an answer for the host that was asked counts, with a certificate that is null or
 * complete; all else is `registry-unreachable`, and told on the diagnostics channel.
 */
export class CheckedSource implements CertificateSource {
  readonly description: string;
  readonly #source: CertificateSource;
  /** Authorities that OpenSSL read: many certificates have the same. */
  readonly #authorities = new Set<string>();

  constructor(source: CertificateSource) {
    this.description = source.description;
    this.#source = source;
  }

  async resolve(host: string, options?: ResolveOptions): Promise<Answer> {
    try {
      // What was read counts: what a source says again may be something else.
      const answer = readAnswer(await this.#source.resolve(host, options), host, this.description);
      if (answer.certificate) this.#checkCertificates(answer.certificate);
      return answer;
    } catch (thrown) {
      const error = typed("registry-unreachable", `the ${this.description} failed`, thrown);
      publishRegistryFault(this.description, error);
      throw error;
    }
  }

  async secret(registration: Registration): Promise<SecretHalf> {
    try {
      return readSecret(await this.#source.secret(registration), secretPlace(registration.secretName));
    } catch (thrown) {
      throw typed("secret-unreadable", `the secret ${registration.secretName} could not be read`, thrown);
    }
  }

  close(): void {
    this.#source.close();
  }

  /**
   * Whether the first is the one that the fingerprint names, and OpenSSL reads the others: what it does not, would not be
   * presented, or not believed. It reads the first when the key is found to fit.
   */
  #checkCertificates({ certificate, certificateAuthority = "", fingerprint256, declaration }: Registration): void {
    const [leaf = "", ...chain] = certificateBlocks(certificate);
    for (const block of chain) new X509Certificate(block);
    if (!this.#authorities.has(certificateAuthority)) {
      for (const block of certificateBlocks(certificateAuthority)) new X509Certificate(block);
      if (this.#authorities.size >= MAX_AUTHORITIES) this.#authorities.clear();
      this.#authorities.add(certificateAuthority);
    }
    if (fingerprintOf(leaf) === fingerprint256) return;
    throw new Error(`the certificate of ${declaration} is not the one of its fingerprint ${fingerprint256}`);
  }
}

/** SHA-256 of a certificate, as Node writes it: `AB:CD:…`. */
function fingerprintOf(block: string): string {
  const digits = createHash("sha256").update(derOf(block)).digest("hex").toUpperCase();
  return digits.replace(/..(?!$)/g, "$&:");
}

function typed(code: ErrorCode, problem: string, thrown: unknown): ClientCertificateError {
  if (ClientCertificateError.is(thrown)) return thrown;
  return new ClientCertificateError(code, `${problem}: ${messageOf(thrown)}`, { cause: thrown });
}

import { ClientCertificateError } from "../errors";
import type { CertificateCache, Remembered } from "./certificate-cache";
import { SecretGoneError } from "./certificate-source";
import { publishSelection } from "./events";
import type { Identities } from "./identities";
import { type Identity, identityKey } from "./identity";

/** Decides as whom a connection to a host is made. */
export class CertificateSelector {
  readonly #cache: CertificateCache;
  readonly #identities: Identities;

  constructor(cache: CertificateCache, identities: Identities) {
    this.#cache = cache;
    this.#identities = identities;
  }

  /** As whom connections without TLS are made. */
  get ordinary(): Identity {
    return this.#identities.ordinary;
  }

  /**
   * The identity for a normalised host: at once where everything is known, so that a busy host pays nothing.
   *
   * @returns a promise that fails with a ClientCertificateError that names the host, where something must be asked
   */
  select(host: string): Identity | Promise<Identity> {
    const known = this.#cache.peek(host);
    const identity = known && this.#identities.peek(known.answer.certificate);
    if (!known || !identity) return this.#ask(host);
    publishSelection(host, known.answer.certificate, () => ({ cached: true, stale: this.#cache.isStale(known) }));
    return identity;
  }

  async #ask(host: string): Promise<Identity> {
    try {
      const cached = this.#cache.peek(host) !== undefined;
      let known = await this.#cache.get(host);
      let stale = this.#cache.isStale(known);
      const identity = await this.#load(known).catch(async (error) => {
        // Renewed between lookup and read: once more, and not from any memory.
        if (!(error instanceof SecretGoneError)) throw error;
        known = await this.#cache.renew(host);
        stale = this.#cache.isStale(known);
        return this.#load(known);
      });
      publishSelection(host, known.answer.certificate, () => ({ cached, stale }));
      return identity;
    } catch (error) {
      throw forHost(host, error);
    }
  }

  async #load({ answer: { certificate } }: Remembered): Promise<Identity> {
    const known = this.#identities.peek(certificate);
    if (known || !certificate) return known ?? this.ordinary;
    const identity = await this.#identities.load(certificate);
    this.#identities.keepOnly(this.#inUse(identity.key));
    return identity;
  }

  /** What the hosts that were asked for use. */
  #inUse(justLoaded: string): Set<string> {
    const inUse = new Set([justLoaded]);
    for (const { answer } of this.#cache.remembered()) {
      if (answer.certificate) inUse.add(identityKey(answer.certificate));
    }
    return inUse;
  }
}

/** The same error, naming the host; one lookup serves several requests, so each gets an error of its own. */
function forHost(host: string, error: unknown): unknown {
  if (!ClientCertificateError.is(error)) return error;
  return new ClientCertificateError(error.code, `${host}: ${error.message}`, { cause: error.cause ?? error, host });
}

import { ClientCertificateError } from "../errors";
import type { CertificateCache, RememberedAnswer } from "./certificate-cache";
import { SecretGoneError } from "./certificate-source";
import type { CoolDown } from "./cool-down";
import { publishSelection } from "./events";
import { type Identity, identityKey } from "./identity";
import type { IdentityPool } from "./identity-pool";

/** Decides as whom a connection to a host is made. */
export class CertificateSelector {
  readonly #cache: CertificateCache;
  readonly #pool: IdentityPool;
  readonly #coolDown: CoolDown;
  #closed = false;

  constructor(cache: CertificateCache, pool: IdentityPool, coolDown: CoolDown) {
    this.#cache = cache;
    this.#pool = pool;
    this.#coolDown = coolDown;
  }

  /** As whom connections without TLS are made. */
  get ordinary(): Identity {
    return this.#pool.ordinary;
  }

  /** From here on nothing is selected; who waits already gets what was asked for. */
  close(): void {
    this.#closed = true;
  }

  /** @throws ClientCertificateError `client-closed` */
  assertOpen(): void {
    if (this.#closed) throw closedError();
  }

  /**
   * The identity for a normalised host: at once where everything is known, so that a busy host pays nothing.
   *
   * @throws ClientCertificateError `client-closed`
   * @returns a promise that fails with a ClientCertificateError that names the host, where something must be asked
   */
  select(host: string): Identity | Promise<Identity> {
    this.assertOpen();
    const known = this.#cache.peek(host);
    const identity = known && this.#pool.peek(known.answer.certificate);
    if (!known || !identity) return this.#ask(host);
    publishSelection(host, known.answer.certificate, () => ({ cached: true, stale: this.#cache.isStale(known) }));
    return identity;
  }

  async #ask(host: string): Promise<Identity> {
    try {
      return await this.#coolDown.run(host, () => this.#lookUp(host));
    } catch (error) {
      throw forHost(host, error);
    }
  }

  async #lookUp(host: string): Promise<Identity> {
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
  }

  async #load({ answer: { certificate } }: RememberedAnswer): Promise<Identity> {
    const known = this.#pool.peek(certificate);
    if (known || !certificate) return known ?? this.ordinary;
    const identity = await this.#pool.load(certificate);
    this.#pool.keepOnly(this.#inUse(identity.key));
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

export function closedError(): ClientCertificateError {
  return new ClientCertificateError(
    "client-closed",
    "this ClientCertificates was closed: make a new one, or close it when the last request is over",
  );
}

/** The same error, naming the host; one lookup serves several requests, so each gets an error of its own. */
function forHost(host: string, error: unknown): unknown {
  if (!ClientCertificateError.is(error)) return error;
  return new ClientCertificateError(error.code, `${host}: ${error.message}`, { cause: error.cause ?? error, host });
}

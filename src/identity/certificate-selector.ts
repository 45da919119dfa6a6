import { setImmediate } from "node:timers/promises";
import { ClientCertificateError } from "../errors";
import type { CertificateCache, RememberedAnswer } from "./certificate-cache";
import { SecretGoneError } from "./certificate-source";
import type { CoolDown } from "./cool-down";
import { publishSelection } from "./events";
import { type Identity, identityKey } from "./identity";
import type { IdentityPool } from "./identity-pool";

/** A client that rests for longer, in milliseconds, learns first what happened to its connections. */
const NOTICED_MS = 100;
/** How often it is looked for identities whose answers are too old to serve, in milliseconds. */
const RETIRE_MS = 1_000;

/** Decides as whom a connection to a host is made. */
export class CertificateSelector {
  readonly #cache: CertificateCache;
  readonly #pool: IdentityPool;
  readonly #coolDown: CoolDown;
  readonly #now: () => number;
  #usedAt: number;
  #waking?: Promise<void>;
  /** When identities were last retired, and how many answers had been replaced then. */
  #retired = { at: Number.NEGATIVE_INFINITY, replaced: 0 };
  #closed = false;

  constructor(cache: CertificateCache, pool: IdentityPool, coolDown: CoolDown, now: () => number) {
    this.#cache = cache;
    this.#pool = pool;
    this.#coolDown = coolDown;
    this.#now = now;
    this.#usedAt = now();
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
   * The identity for a normalised host, null where it is reached without TLS: at once where everything is known, so that
   * a busy host pays nothing. After a rest, when the process knows which of its connections are dead.
   *
   * @throws ClientCertificateError `client-closed`
   * @returns a promise that fails with a ClientCertificateError that names the host, where something must be asked
   */
  select(host: string | null): Identity | Promise<Identity> {
    this.assertOpen();
    const now = this.#now();
    const waking = this.#rested(now);
    return waking ? waking.then(() => this.#select(host)) : this.#select(host, now);
  }

  #select(host: string | null, now = this.#now()): Identity | Promise<Identity> {
    if (host === null) return this.#pool.ordinary;
    const known = this.#cache.peek(host, now);
    const identity = known && this.#pool.peek(known.answer.certificate);
    if (!known || !identity) return this.#ask(host);
    publishSelection(host, known.answer.certificate, () => ({ cached: true, stale: this.#cache.isStale(known) }));
    return identity;
  }

  #rested(now: number): Promise<void> | undefined {
    const rest = now - this.#usedAt;
    this.#usedAt = now;
    if (rest > NOTICED_MS) {
      this.#waking ??= this.#wake(rest).finally(() => {
        this.#waking = undefined;
      });
    }
    return this.#waking;
  }

  async #wake(rest: number): Promise<void> {
    this.#pool.rested(rest);
    // What happened to connections meanwhile is told in one turn of the event loop, and they are closed in the next.
    await setImmediate();
    await setImmediate();
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
    if (known || !certificate) return known ?? this.#pool.ordinary;
    const identity = await this.#pool.load(certificate);
    this.#retireOthers(identity.key);
    return identity;
  }

  /** Looks at every host, so not for each of many that are new. */
  #retireOthers(justLoaded: string): void {
    const [at, { replaced }] = [this.#now(), this.#cache];
    if (replaced === this.#retired.replaced && at - this.#retired.at < RETIRE_MS) return;
    this.#retired = { at, replaced };
    this.#pool.keepOnly(this.#inUse(justLoaded));
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

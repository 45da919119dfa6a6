import { inspect } from "node:util";
import { Dispatcher, errors } from "undici";
import { hostOfUrl } from "../host/host-name";
import type { CertificateSelector } from "./certificate-selector";
import type { Identity } from "./identity";
import { createIdentityDispatcher } from "./identity-dispatcher";
import type { UndiciOptions } from "./undici-options";

const FORWARDED = ["connect", "disconnect", "connectionError", "drain"] as const;
/** How many origins' hosts are remembered. */
const MAX_ORIGINS = 1_000;

/** An undici dispatcher that presents to each host the certificate that is registered for it. */
export class CertificateDispatcher extends Dispatcher {
  readonly #selector: CertificateSelector;
  readonly #options: UndiciOptions;
  readonly #dispatchers = new Map<Identity, Dispatcher>();
  readonly #hosts = new Map<string, string | null>();
  /** Requests that wait to know their certificate. */
  readonly #waiting = new Set<Promise<void>>();
  #closed?: Promise<void>;
  #destroyed = false;

  constructor(selector: CertificateSelector, options: UndiciOptions = {}) {
    super();
    this.#selector = selector;
    this.#options = options;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let selected: Identity | Promise<Identity>;
    try {
      if (this.closed) throw new errors.ClientClosedError();
      const host = this.#hostOf(options.origin);
      selected = host === null ? this.#selector.ordinary : this.#selector.select(host);
    } catch (error) {
      fail(handler, error);
      return false;
    }
    if (!(selected instanceof Promise)) return this.#dispatcherOf(selected).dispatch(options, handler);
    const waiting = selected
      .then(
        (identity) => {
          if (this.#destroyed) fail(handler, new errors.ClientDestroyedError());
          else this.#dispatcherOf(identity).dispatch(options, handler);
        },
        (error) => fail(handler, error),
      )
      .finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
    return true;
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | void {
    this.#closed ??= Promise.all(this.#waiting).then(() => this.#every((dispatcher) => dispatcher.close()));
    return settle(this.#closed, callback);
  }

  override destroy(): Promise<void>;
  override destroy(error: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(error?: Error | null | (() => void), callback?: () => void): Promise<void> | void {
    const reason = typeof error === "function" ? null : (error ?? null);
    this.#destroyed = true;
    this.#closed = this.#every((dispatcher) => dispatcher.destroy(reason));
    return settle(this.#closed, typeof error === "function" ? error : callback);
  }

  [inspect.custom](): string {
    return `CertificateDispatcher { closed: ${this.closed} }`;
  }

  toJSON(): object {
    return { closed: this.closed };
  }

  /** The normalised host of an origin; null where it is reached without TLS. */
  #hostOf(origin: string | URL | undefined): string | null {
    const key = String(origin);
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const host = /^https:/i.test(key) ? hostOfUrl(key) : null;
    if (this.#hosts.size >= MAX_ORIGINS) this.#hosts.clear();
    this.#hosts.set(key, host);
    return host;
  }

  #dispatcherOf(identity: Identity): Dispatcher {
    const known = this.#dispatchers.get(identity);
    if (known) return known;
    const dispatcher = createIdentityDispatcher(identity, this.#options);
    for (const event of FORWARDED) {
      dispatcher.on(event as "connect", (origin, targets, ...rest) => {
        this.emit(event as "connect", origin, [this, ...targets], ...(rest as []));
      });
    }
    this.#dispatchers.set(identity, dispatcher);
    const retire = () => {
      this.#dispatchers.delete(identity);
      void dispatcher.close();
    };
    if (identity.retired.aborted) queueMicrotask(retire);
    else identity.retired.addEventListener("abort", retire, { once: true });
    return dispatcher;
  }

  async #every(end: (dispatcher: Dispatcher) => Promise<void>): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map(end));
  }
}

function settle(done: Promise<void>, callback?: () => void): Promise<void> | void {
  if (!callback) return done;
  done.then(callback, callback);
}

/** Tells a request of its failure; Node 20 has handlers of an older make. */
function fail(handler: Dispatcher.DispatchHandler, error: unknown): void {
  const failure = error as Error;
  if (handler.onResponseError) handler.onResponseError(null as never, failure);
  else if ("onError" in handler && typeof handler.onError === "function") handler.onError(failure);
  else throw failure;
}

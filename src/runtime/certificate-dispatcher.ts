import { inspect } from "node:util";
import { Dispatcher, errors } from "undici";
import { hostOfUrl } from "../host/host-name";
import type { CertificateSelector } from "../identity/certificate-selector";
import type { Connections } from "../identity/connections";
import type { Identity } from "../identity/identity";
import type { IdentityPool } from "../identity/identity-pool";
import { identityDispatchers } from "./identity-dispatcher";
import { failHandler } from "./internals";
import type { UndiciOptions } from "./undici-options";
import { WaitingRequest } from "./waiting-request";

const FORWARDED = ["connect", "disconnect", "connectionError", "drain"] as const;
/** How many origins' hosts are remembered. */
const MAX_ORIGINS = 10_000;

/** An undici dispatcher that presents to each host the certificate that is registered for it. */
export class CertificateDispatcher extends Dispatcher {
  readonly #selector: CertificateSelector;
  readonly #connections: Connections<Dispatcher>;
  readonly #hosts = new Map<string, string | null>();
  readonly #waiting = new Set<WaitingRequest>();
  readonly #onClose: () => void;
  #closed?: Promise<void>;
  #destroyed = false;

  /** @param onClose called when no more requests are taken */
  constructor(selector: CertificateSelector, pool: IdentityPool, options: UndiciOptions = {}, onClose = () => {}) {
    super();
    this.#selector = selector;
    const open = identityDispatchers(options);
    this.#connections = pool.connections((identity) => this.#forward(open(identity)), options.keepAliveTimeout);
    this.#onClose = onClose;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Whether it was closed at once, with every connection. */
  get destroyed(): boolean {
    return this.#destroyed;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let selected: Identity | Promise<Identity>;
    try {
      if (this.#destroyed) throw new errors.ClientDestroyedError();
      if (this.#closed) throw new errors.ClientClosedError();
      selected = this.#selector.select(this.#hostOf(options.origin));
    } catch (error) {
      failHandler(handler, error as Error);
      return false;
    }
    if (!(selected instanceof Promise)) return this.#send(selected, options, handler);
    const waiting = new WaitingRequest(options, handler);
    this.#waiting.add(waiting);
    waiting.over.then(() => this.#waiting.delete(waiting));
    selected
      .then(
        (identity) => waiting.proceed(() => this.#send(identity, options, handler)),
        (error) => waiting.fail(error),
      )
      // What a handler throws of its own is nobody's to catch, and no reason to end a process.
      .catch(() => undefined);
    return true;
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | void {
    if (!this.#closed) {
      this.#closed = Promise.all([...this.#waiting].map(({ over }) => over)).then(() => this.#connections.close());
      this.#onClose();
    }
    return settle(this.#closed, callback);
  }

  override destroy(): Promise<void>;
  override destroy(error: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(error?: Error | null | (() => void), callback?: () => void): Promise<void> | void {
    const reason = typeof error === "function" ? null : (error ?? null);
    this.#destroyed = true;
    for (const waiting of this.#waiting) waiting.fail(reason ?? new errors.ClientDestroyedError());
    this.#closed = this.#connections.destroy(reason);
    this.#onClose();
    return settle(this.#closed, typeof error === "function" ? error : callback);
  }

  [inspect.custom](): string {
    return `CertificateDispatcher { closed: ${this.closed} }`;
  }

  toJSON(): object {
    return { closed: this.closed };
  }

  #send(identity: Identity, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let dispatcher: Dispatcher;
    try {
      dispatcher = this.#connections.of(identity);
    } catch (error) {
      failHandler(handler, error as Error);
      return false;
    }
    return dispatcher.dispatch(options, handler);
  }

  /** The normalised host of an origin; null where it is reached without TLS. */
  #hostOf(origin: string | URL | undefined): string | null {
    const key = String(origin);
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const host = withTls(key) ? hostOfUrl(key) : null;
    if (this.#hosts.size >= MAX_ORIGINS) this.#hosts.clear();
    this.#hosts.set(key, host);
    return host;
  }

  #forward(dispatcher: Dispatcher): Dispatcher {
    for (const event of FORWARDED) {
      dispatcher.on(event as "connect", (origin, targets, ...rest) => {
        this.emit(event as "connect", origin, [this, ...targets], ...(rest as []));
      });
    }
    return dispatcher;
  }
}

/** As undici reads an origin: a URL loses the white space around it, and line ends and tabs anywhere. */
function withTls(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).protocol === "https:";
}

function settle(done: Promise<void>, callback?: () => void): Promise<void> | void {
  if (!callback) return done;
  done.then(callback, callback);
}

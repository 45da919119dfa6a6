import type { Identity } from "./identity";

/** What is opened for an identity. */
export interface Closable {
  /** Lets requests that are under way finish, and takes no more. */
  close(): Promise<unknown>;
  /** Ends everything now. */
  destroy(error?: Error | null): Promise<unknown>;
}

/** What one client has open, at most one for each identity in use. */
export class Connections<C extends Closable> {
  readonly #create: (identity: Identity) => C;
  readonly #keepMs: number;
  readonly #open = new Map<Identity, C>();
  /** What was told to close, and has not yet. */
  readonly #closing = new Map<C, { readonly closed: Promise<void>; readonly done: () => void }>();

  /** @param keepMs for how long a connection may rest and be used again, in milliseconds */
  constructor(create: (identity: Identity) => C, keepMs: number) {
    this.#create = create;
    this.#keepMs = keepMs;
  }

  /** @throws what is thrown while one is made; the next call tries again */
  of(identity: Identity): C {
    const known = this.#open.get(identity);
    if (known) return known;
    const created = this.#create(identity);
    this.#open.set(identity, created);
    // Chosen a moment before it was retired: it serves those who chose it, and nobody after them.
    if (identity.retired) queueMicrotask(() => this.retire(identity));
    return created;
  }

  retire(identity: Identity): void {
    const retired = this.#open.get(identity);
    if (!retired) return;
    this.#open.delete(identity);
    let done = () => {};
    const closed = new Promise<void>((resolve) => {
      done = () => {
        this.#closing.delete(retired);
        resolve();
      };
    });
    this.#closing.set(retired, { closed, done });
    // undici rejects where it was destroyed before: nothing is left to close.
    retired.close().then(done, done);
  }

  /** After a rest: connections may be dead without the process knowing, which may have slept; others are made. */
  rested(milliseconds: number): void {
    if (milliseconds > this.#keepMs) this.#retireAll();
  }

  #retireAll(): void {
    for (const identity of [...this.#open.keys()]) this.retire(identity);
  }

  async close(): Promise<void> {
    this.#retireAll();
    await Promise.all([...this.#closing.values()].map(({ closed }) => closed));
  }

  async destroy(error: Error | null = null): Promise<void> {
    const all = [...this.#open.values(), ...this.#closing.keys()];
    this.#open.clear();
    await Promise.allSettled(all.map((one) => one.destroy(error)));
    // What undici was to close and had to destroy, it may never say that it closed.
    for (const { done } of this.#closing.values()) done();
  }
}

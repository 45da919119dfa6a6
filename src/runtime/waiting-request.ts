import { type Dispatcher, errors } from "undici";
import { failHandler, startHandler, WaitingController } from "./internals";

/** A request that waits to know its certificate. Until then an abort, or a body that fails, ends it. */
export class WaitingRequest {
  #isOver = false;
  #end = () => {};
  /** Resolves when the wait is over, however it ends. */
  readonly over = new Promise<void>((resolve) => {
    this.#end = resolve;
  });
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #controller = new WaitingController((reason) => this.fail(reason ?? new errors.RequestAbortedError()));

  constructor({ body }: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
    // It stays where it is: undici has none while the request waits for a connection.
    if (isEmitter(body)) body.on("error", (error) => this.fail(error));
    try {
      startHandler(handler, this.#controller);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** The wait is over, and this comes after it, unless the request is over as well. */
  proceed(next: () => void): void {
    if (this.#isOver) return;
    this.#finish();
    next();
  }

  fail(error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    failHandler(this.#handler, error, this.#controller);
  }

  #finish(): void {
    this.#isOver = true;
    this.#end();
  }
}

function isEmitter(body: unknown): body is NodeJS.EventEmitter {
  return typeof body === "object" && body !== null && "on" in body && typeof body.on === "function";
}

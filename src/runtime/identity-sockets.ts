import type { Duplex } from "node:stream";
import type { Closable } from "../identity/connections";

/** The sockets of an agent that were made as one identity. */
export class IdentitySockets implements Closable {
  readonly #sockets = new Set<Duplex>();
  readonly #isFree: (socket: Duplex) => boolean;

  constructor(isFree: (socket: Duplex) => boolean) {
    this.#isFree = isFree;
  }

  add(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  /** Sockets in use are destroyed when they get free: see `keepSocketAlive`. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) if (this.#isFree(socket)) socket.destroy();
  }

  async destroy(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
  }
}

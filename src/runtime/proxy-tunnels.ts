import type { Socket } from "node:net";
import { Dispatcher } from "undici";
import type { Identity } from "./identity";
import { createIdentityDispatcher } from "./identity-dispatcher";
import type { UndiciOptions } from "./undici-options";
import type { Connector } from "./watched-connection";

type Connected = (error: Error | null, socket?: Socket) => void;

/** Connections for node:https through the proxy of the environment, or past it: all of that is left to undici. */
export class ProxyTunnels {
  readonly #dispatcher: Dispatcher;

  constructor(identity: Identity, options: UndiciOptions) {
    this.#dispatcher = createIdentityDispatcher(
      identity,
      options,
      (origin, { connect }) => new Connection(origin, connect),
    );
  }

  /** @param origin scheme, host and port */
  connect(origin: string, connected: Connected): void {
    const options = { origin, path: "/", method: "GET" as const, connected };
    this.#dispatcher.dispatch(options, { onResponseError: (_controller, error) => connected(error) });
  }

  close(): void {
    void this.#dispatcher.close();
  }
}

/** Stands where undici has a pool, and hands out the connections that a pool would use. */
class Connection extends Dispatcher {
  readonly #origin: URL;
  readonly #connect: Connector;

  constructor(origin: string | URL, connect: Connector) {
    super();
    this.#origin = new URL(origin);
    this.#connect = connect;
  }

  override dispatch(options: Dispatcher.DispatchOptions & { connected?: Connected }): boolean {
    const { protocol, hostname, host, port } = this.#origin;
    this.#connect({ protocol, hostname, host, port }, (...[error, socket]) => {
      options.connected?.(error, socket ?? undefined);
    });
    return true;
  }

  override async close(): Promise<void> {}

  override async destroy(): Promise<void> {}
}

import type { Socket } from "node:net";
import { type buildConnector, Dispatcher, EnvHttpProxyAgent } from "undici";
import type { Proxies } from "./environment-proxies";

type Connector = buildConnector.connector;

/** Without a socket and without an error, the host is reached without a proxy. */
type Connected = (error: Error | null, socket?: Socket) => void;

/** Connections through the proxy of the environment, before any TLS: what is a proxy's, and NO_PROXY, is left to undici. */
export class ProxyTunnels {
  readonly #dispatcher: Dispatcher;

  /** @param options how the proxy is reached */
  constructor(proxies: Proxies, options: object) {
    this.#dispatcher = new EnvHttpProxyAgent({
      // Of http, the tunnel is given as it is; whatever goes through it here is TLS.
      httpProxy: proxies.httpsProxy,
      httpsProxy: proxies.httpsProxy,
      proxyTls: options,
      connect: pastTheProxy,
      factory: (_origin: string | URL, { connect }: { connect?: Connector }) => new Tunnel(connect),
    } as EnvHttpProxyAgent.Options);
  }

  /** @param authority host, an IPv6 address in brackets, and port */
  connect(authority: string, connected: Connected): void {
    const options = { origin: `http://${authority}`, path: "/", method: "GET" as const, authority, connected };
    this.#dispatcher.dispatch(options, { onRequestStart() {}, onResponseError: (_, error) => connected(error) });
  }

  close(): void {
    this.#dispatcher.destroy().catch(() => undefined);
  }
}

const pastTheProxy: Connector = (_options, callback) => callback(new Error("never called"), null);

/** Stands where undici has a pool, and hands out the connections that a pool would use. */
class Tunnel extends Dispatcher {
  readonly #connect: Connector | undefined;

  constructor(connect: Connector | undefined) {
    super();
    this.#connect = connect;
  }

  override dispatch(options: Dispatcher.DispatchOptions & { connected?: Connected; authority?: string }): boolean {
    const { connected = () => undefined, authority = "" } = options;
    const { hostname, port } = new URL(`http://${authority}`);
    if (this.#connect === pastTheProxy || !this.#connect) connected(null);
    else {
      this.#connect({ protocol: "http:", hostname, host: authority, port }, (...[error, socket]) => {
        connected(error, socket ?? undefined);
      });
    }
    return true;
  }

  override async close(): Promise<void> {}

  override async destroy(): Promise<void> {}
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { messageOf } from "../errors";
import type { Authority } from "./authority";
import type { Credential } from "./credential";
import type { Connections, Forwarder } from "./forwarder";
import { ALL_HEADERS, endWith } from "./http1";
import { Interception } from "./interception";
import { isSameUser } from "./same-user";
import { originOf, type Target, targetOf } from "./target";
import { connectTo, join } from "./tunnel";

export interface ProxyServerOptions {
  readonly connections: Connections;
  readonly forwarder: Forwarder;
  readonly authority: Authority;
  /** undefined: whoever is of the same user may use it, where the system can tell who that is. */
  readonly credential?: Credential;
  readonly report: (message: string) => void;
  /** For how long a client may take to say what it wants, in milliseconds. @default 60000 */
  readonly headTimeoutMs?: number;
}

/** Who begins a request and does not say what it is, holds nothing for long, in milliseconds. */
const HEAD_TIMEOUT_MS = 60_000;

const REALM = { "proxy-authenticate": 'Basic realm="client-certificates"' };

/** An HTTP proxy on loopback: hosts that have a certificate are reached by the runtime, all others by a plain tunnel. */
export class ProxyServer {
  readonly #options: ProxyServerOptions;
  readonly #interception: Interception;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.#interception = new Interception(options.authority, options.forwarder);
    const { headTimeoutMs = HEAD_TIMEOUT_MS } = options;
    // By itself Node looks every 30 seconds for who has taken too long.
    const connectionsCheckingInterval = Math.min(30_000, headTimeoutMs);
    const timeouts = { headersTimeout: headTimeoutMs, requestTimeout: 0, connectionsCheckingInterval };
    this.#server = createServer(timeouts, (request, response) => this.#plain(request, response));
    Object.assign(this.#server, ALL_HEADERS).on(
      "connect",
      (request, client, head) => void this.#connect(request, client, head),
    );
    this.#server.on("connection", (client) => {
      this.#clients.add(client);
      client.once("close", () => this.#clients.delete(client));
    });
  }

  /** @param port 0 for any that is free; returns the one that it is */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const client of this.#clients) client.destroy();
    await Promise.all([closed, this.#options.connections.close()]);
  }

  #plain(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isAllowed(request)) this.#options.forwarder.plain(request, response);
    else response.writeHead(407, REALM).end();
  }

  async #connect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on("error", () => client.destroy());
    if (!this.#isAllowed(request)) return endWith(client, 407, "the proxy's credential is missing or wrong", REALM);
    const target = targetOf(request.url ?? "");
    if (!target) return endWith(client, 400, "CONNECT names a host and a port, e.g. www.acme.com:443");
    try {
      if (head.length > 0) client.unshift(head);
      const open = await this.#open(target);
      if (client.destroyed) return;
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      open(client);
    } catch (error) {
      const message = `${originOf(target)}: ${messageOf(error)}`;
      this.#options.report(message);
      if (!client.destroyed) endWith(client, 502, message);
    }
  }

  /** What is to happen with a client, once everything that may fail before has not. */
  async #open(target: Target): Promise<(client: Duplex) => void> {
    if (await this.#options.connections.hasCertificate(target.host)) {
      return (client) => this.#interception.accept(client, target);
    }
    const server = await connectTo(target);
    return (client) => {
      if (client.destroyed) server.destroy();
      else join(client, server);
    };
  }

  #isAllowed(request: IncomingMessage): boolean {
    const { credential } = this.#options;
    return credential ? credential.isIn(request.headers["proxy-authorization"]) : isSameUser(request.socket);
  }
}

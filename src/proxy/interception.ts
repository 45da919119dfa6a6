import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { Duplex } from "node:stream";
import type { Authority } from "./authority";
import type { Forwarder } from "./forwarder";
import { ALL_HEADERS } from "./http1";
import { originOf, type Target } from "./target";

/** Who connects and then says nothing holds nothing for long, in milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 30_000;
/** How many targets' servers are kept. */
const MAX_TARGETS = 1_000;

/** Ends the TLS of clients in place of their targets: a server for each target, which listens nowhere. */
export class Interception {
  readonly #servers = new Map<string, Http2SecureServer>();

  constructor(
    private readonly authority: Authority,
    private readonly forwarder: Forwarder,
  ) {}

  /** @param client a connection on which the client begins TLS */
  accept(client: Duplex, target: Target): void {
    // Servers of HTTP/1.1 accept with it; a client that has gone would then be waited for, of HTTP/2 for ever.
    client.allowHalfOpen = false;
    this.#serverFor(target).emit("connection", client);
  }

  #serverFor(target: Target): Http2SecureServer {
    const origin = originOf(target);
    const known = this.#servers.get(origin);
    if (known) return known;
    const server = createSecureServer(
      { ...this.authority.issueFor(target.host), allowHTTP1: true, handshakeTimeout: HANDSHAKE_TIMEOUT_MS },
      (request, response) => this.forwarder.request(target, request, response),
    );
    Object.assign(server, ALL_HEADERS).on("upgrade", (request, socket, head) =>
      this.forwarder.upgrade(target, request, socket, head),
    );
    // Clients that go away, or do not trust the authority, are told so by their own side.
    server.on("sessionError", () => undefined);
    if (this.#servers.size >= MAX_TARGETS) this.#servers.clear();
    this.#servers.set(origin, server);
    return server;
  }
}

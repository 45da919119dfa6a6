import { once } from "node:events";
import type { ClientRequest } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import { normaliseHost } from "../host/host-name";
import type { CertificateSelector } from "../identity/certificate-selector";
import type { Connections } from "../identity/connections";
import type { Identity } from "../identity/identity";
import type { IdentityPool } from "../identity/identity-pool";
import { type Proxies, proxiesOf } from "../proxy/environment-proxies";
import { ProxyTunnels } from "../proxy/proxy-tunnels";
import { IdentitySockets } from "./identity-sockets";
import { addRequest, endWhenDestroyed, failRequest, hasResponse } from "./internals";
import { requireUndici } from "./other-runtimes";
import { type HttpsOptions, hasOwnCertificate } from "./tls-options";
import { watchSocket } from "./watched-connection";

/** Carries the chosen identity through the pool of node:https, which hands the options of a request around. */
const IDENTITY = Symbol("identity");

interface RequestOptions extends AgentOptions {
  host?: string;
  defaultPort?: number;
  socket?: Duplex;
  [IDENTITY]?: Identity;
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** A node:https agent that presents to each host the certificate that is registered for it. */
export class CertificateAgent extends Agent {
  readonly #selector: CertificateSelector;
  readonly #sockets: Connections<IdentitySockets>;
  readonly #identities = new WeakMap<Duplex, Identity>();
  readonly #underWay = new Set<ClientRequest>();
  #tunnels?: ProxyTunnels;

  constructor(selector: CertificateSelector, pool: IdentityPool, options: HttpsOptions = {}) {
    // As the global agent of Node is made.
    super({ keepAlive: true, scheduling: "lifo", timeout: 5_000, ...options });
    this.#selector = selector;
    this.#sockets = pool.connections(() => new IdentitySockets((socket) => this.#isFree(socket)), options.timeout);
  }

  /** Called by node:https for each request that uses this agent. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    this.#underWay.add(request);
    request.once("close", () => this.#underWay.delete(request));
    // Ended before it began: a signal that was aborted already.
    if (request.destroyed) {
      failRequest(request);
      return;
    }
    try {
      const identity = this.#identityFor(options);
      if (identity instanceof Promise || proxiesOf(process.env)) endWhenDestroyed(request);
      if (identity instanceof Promise) this.#addLater(request, options, identity);
      else this.#add(request, options, identity);
    } catch (error) {
      failRequest(request, error as Error);
    }
  }

  /** Connections are kept apart by the identity that they were made as. */
  override getName(options: RequestOptions = {}): string {
    return `${super.getName(options)}:${options[IDENTITY]?.key ?? ""}`;
  }

  /** Never throws: Node calls it where nobody would catch that. */
  override createConnection(options: RequestOptions, callback?: Connected): Duplex | null | undefined {
    const failed = (error: Error) => void process.nextTick(() => callback?.(error, undefined as never));
    try {
      const proxies = proxiesOf(process.env);
      if (!proxies) return this.#connect(options, callback);
      this.#tunnelsBy(proxies).connect(authorityOf(options), (error, socket) => {
        if (error) return failed(error);
        try {
          const connected = this.#connect(socket ? { ...options, socket } : options, callback);
          if (connected) callback?.(null, connected);
        } catch (thrown) {
          failed(thrown as Error);
        }
      });
    } catch (error) {
      failed(error as Error);
    }
    return undefined;
  }

  /** Called by node:https where a socket is free, and may serve again. */
  override keepSocketAlive(socket: Duplex): boolean {
    if (this.#identities.get(socket)?.retired) return false;
    return super.keepSocketAlive(socket) as unknown as boolean;
  }

  /** Lets requests that are under way finish, and closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#underWay].map((request) => once(request, "close").catch(() => undefined)));
    this.destroy();
  }

  /** Ends every request that is under way, and every connection. */
  abort(error: Error): void {
    // Where a response has begun, Node tells its reader; nobody needs to listen to the request any more.
    for (const request of this.#underWay) request.destroy(hasResponse(request) ? undefined : error);
    this.destroy();
  }

  override destroy(): void {
    super.destroy();
    this.#tunnels?.close();
    this.#tunnels = undefined;
  }

  [inspect.custom](): string {
    return "CertificateAgent {}";
  }

  toJSON(): object {
    return {};
  }

  /** Whoever names a certificate for one request wants that one. */
  #identityFor(options: RequestOptions): Identity | undefined | Promise<Identity> {
    this.#selector.assertOpen();
    return hasOwnCertificate(options) ? undefined : this.#selector.select(hostOf(options));
  }

  #addLater(request: ClientRequest, options: RequestOptions, identity: Promise<Identity>): void {
    identity
      .then((known) => request.destroyed || this.#add(request, options, known))
      .catch((error: Error) => request.destroyed || failRequest(request, error));
  }

  #add(request: ClientRequest, options: RequestOptions, identity?: Identity): void {
    addRequest.call(this, request, identity ? { ...options, [IDENTITY]: identity } : options);
  }

  #connect(options: RequestOptions, callback?: Connected): Duplex | null | undefined {
    const identity = options[IDENTITY];
    if (!identity) return super.createConnection(options, callback);
    const socket = super.createConnection(identity.tlsOptions(options), callback);
    if (!socket) return socket;
    watchSocket(socket, hostOf(options), identity, false);
    this.#identities.set(socket, identity);
    this.#sockets.of(identity).add(socket);
    return socket;
  }

  #tunnelsBy(proxies: Proxies): ProxyTunnels {
    requireUndici("a proxy");
    const { lookup } = this.options;
    this.#tunnels ??= new ProxyTunnels(proxies, lookup ? { lookup } : {});
    return this.#tunnels;
  }

  #isFree(socket: Duplex): boolean {
    return Object.values(this.freeSockets).some((sockets) => sockets?.some((free) => free === socket));
  }
}

function authorityOf(options: RequestOptions): string {
  const host = hostOf(options);
  return `${isIPv6(host) ? `[${host}]` : host}:${options.port ?? options.defaultPort ?? 443}`;
}

/** The zone of an IPv6 address says by which interface it is reached (RFC 4007, section 11); the host is the same. */
function hostOf({ host = "localhost" }: RequestOptions): string {
  return normaliseHost(isIPv6(host) ? host.replace(/%.*$/, "") : host);
}

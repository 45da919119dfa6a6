import type { ClientRequest } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import { normaliseHost } from "../host/host-name";
import type { CertificateSelector } from "./certificate-selector";
import type { Identity } from "./identity";
import { hasProxy } from "./identity-dispatcher";
import { ProxyTunnels } from "./proxy-tunnels";
import { watchSocket } from "./watched-connection";

/** node:https's own options: maxSockets, timeouts, `lookup` … */
export type HttpsOptions = Omit<AgentOptions, "cert" | "key" | "pfx" | "passphrase" | "secureContext">;

/** Carries the chosen identity through the pool of node:https, which hands the options of a request around. */
const IDENTITY = Symbol("identity");

interface RequestOptions extends AgentOptions {
  host?: string;
  defaultPort?: number;
  [IDENTITY]?: Identity;
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** What a request calls on its agent, and `Agent` does (Node, lib/_http_client.js); the types do not tell. */
interface AgentInternals {
  addRequest(request: ClientRequest, options: RequestOptions): void;
}

const { addRequest } = Agent.prototype as unknown as AgentInternals;

/** A node:https agent that presents to each host the certificate that is registered for it. */
export class CertificateAgent extends Agent implements AgentInternals {
  readonly #selector: CertificateSelector;
  readonly #seen = new WeakSet<Identity>();
  readonly #tunnels = new Map<Identity, ProxyTunnels>();

  constructor(selector: CertificateSelector, options: HttpsOptions = {}) {
    // As the global agent of Node is made.
    super({ keepAlive: true, scheduling: "lifo", timeout: 5_000, ...options });
    this.#selector = selector;
  }

  /** Called by node:https for each request that uses this agent. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    // Whoever names a certificate for one request wants that one.
    if (options.cert || options.key || options.pfx || options.secureContext) {
      addRequest.call(this, request, options);
      return;
    }
    const add = (identity: Identity) => {
      addRequest.call(this, request, { ...options, ...identity.tlsOptions, [IDENTITY]: identity });
    };
    try {
      const selected = this.#selector.select(hostOf(options));
      if (selected instanceof Promise) selected.then(add).catch((error: Error) => fail(request, error));
      else add(selected);
    } catch (error) {
      fail(request, error as Error);
    }
  }

  /** Connections are kept apart by the identity that they were made as. */
  override getName(options: RequestOptions = {}): string {
    return `${super.getName(options)}:${options[IDENTITY]?.key ?? ""}`;
  }

  override createConnection(options: RequestOptions, callback?: Connected): Duplex | null | undefined {
    const identity = options[IDENTITY];
    if (!identity) return super.createConnection(options, callback);
    if (hasProxy(process.env)) return this.#tunnel(identity, options, callback);
    const socket = super.createConnection(options, callback);
    watchSocket(socket, hostOf(options), identity, false);
    this.#whenRetired(identity);
    return socket;
  }

  override destroy(): void {
    super.destroy();
    for (const tunnels of this.#tunnels.values()) tunnels.close();
    this.#tunnels.clear();
  }

  [inspect.custom](): string {
    return "CertificateAgent {}";
  }

  toJSON(): object {
    return {};
  }

  #tunnel(identity: Identity, options: RequestOptions, callback?: Connected): undefined {
    let tunnels = this.#tunnels.get(identity);
    if (!tunnels) {
      tunnels = new ProxyTunnels(identity, { connect: { lookup: this.options.lookup } });
      this.#tunnels.set(identity, tunnels);
    }
    this.#whenRetired(identity);
    const host = hostOf(options);
    const origin = `https://${isIPv6(host) ? `[${host}]` : host}:${options.port ?? options.defaultPort ?? 443}`;
    tunnels.connect(origin, (error, socket) => callback?.(error, socket!));
  }

  /** Connections in use finish; nobody asks for them again. */
  #whenRetired(identity: Identity): void {
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    const close = () => {
      const idle = Object.entries(this.freeSockets).filter(([name]) => name.endsWith(`:${identity.key}`));
      for (const socket of idle.flatMap(([, sockets]) => sockets ?? [])) socket.destroy();
      this.#tunnels.get(identity)?.close();
      this.#tunnels.delete(identity);
    };
    identity.retired.addEventListener("abort", close, { once: true });
  }
}

interface FailableRequest {
  onSocket(socket: null, error: Error): void;
}

/** As `Agent` tells a request that it gets no connection. */
function fail(request: ClientRequest, error: Error): void {
  (request as unknown as FailableRequest).onSocket(null, error);
}

function hostOf({ host = "localhost" }: RequestOptions): string {
  return normaliseHost(host);
}

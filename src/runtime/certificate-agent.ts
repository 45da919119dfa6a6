import type { ClientRequest } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import { normaliseHost } from "../host/host-name";
import type { CertificateSelector } from "./certificate-selector";
import type { Identity } from "./identity";
import { watchSocket } from "./watched-socket";

/** node:https's own options: maxSockets, timeouts, `lookup` … */
export type HttpsOptions = Omit<AgentOptions, "cert" | "key" | "pfx" | "passphrase" | "secureContext">;

/** Carries the chosen identity through the pool of node:https, which hands the options of a request around. */
const IDENTITY = Symbol("identity");

interface RequestOptions extends AgentOptions {
  host?: string;
  [IDENTITY]?: Identity;
}

/** What a request calls on its agent, and `Agent` does (Node, lib/_http_client.js); the types do not tell. */
interface AgentInternals {
  addRequest(request: ClientRequest, options: RequestOptions): void;
}

const { addRequest } = Agent.prototype as unknown as AgentInternals;

/** A node:https agent that presents to each host the certificate that is registered for it. */
export class CertificateAgent extends Agent implements AgentInternals {
  readonly #selector: CertificateSelector;
  readonly #watched = new WeakSet<Identity>();

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
      const selected = this.#selector.select(normaliseHost(options.host ?? "localhost"));
      if (selected instanceof Promise) selected.then(add).catch((error: Error) => request.destroy(error));
      else add(selected);
    } catch (error) {
      process.nextTick(() => request.destroy(error as Error));
    }
  }

  /** Connections are kept apart by the identity that they were made as. */
  override getName(options: RequestOptions = {}): string {
    return `${super.getName(options)}:${options[IDENTITY]?.key ?? ""}`;
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | null | undefined {
    const identity = options[IDENTITY];
    const host = normaliseHost(options.host ?? "localhost");
    const watch = <S extends Duplex | null | undefined>(socket: S, isReady: boolean): S => {
      if (identity) watchSocket(socket, host, identity, isReady);
      return socket;
    };
    if (identity) this.#closeIdleWhenRetired(identity);
    // Node calls back with a connection only where it goes through a proxy's tunnel.
    return watch(
      super.createConnection(options, (error, socket) => callback?.(error, watch(socket, true))),
      false,
    );
  }

  /** Connections in use finish; nobody asks for them again. */
  #closeIdleWhenRetired(identity: Identity): void {
    if (this.#watched.has(identity)) return;
    this.#watched.add(identity);
    const close = () => {
      const idle = Object.entries(this.freeSockets).filter(([name]) => name.endsWith(`:${identity.key}`));
      for (const socket of idle.flatMap(([, sockets]) => sockets ?? [])) socket.destroy();
    };
    identity.retired.addEventListener("abort", close, { once: true });
  }

  [inspect.custom](): string {
    return "CertificateAgent {}";
  }

  toJSON(): object {
    return {};
  }
}

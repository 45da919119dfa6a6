// What this package needs of Node and undici beyond what they document. test/runtime/internals.test.ts fails when they
// change it. One thing more stands in verdict/proof/handshake.ts, whose program is sent to a thread as text and can
// import nothing.
import type { ClientRequest, IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Dispatcher } from "undici";

/** What `Agent` of node:https does with a request's options before it makes a connection (Node, lib/_http_agent.js). */
interface AgentInternals {
  addRequest(request: ClientRequest, options: object): void;
}

/** Called by node:https for each request that uses an agent. */
export const addRequest = (https.Agent.prototype as unknown as AgentInternals).addRequest;

interface RequestInternals {
  readonly res?: IncomingMessage | null;
  onSocket(socket: Duplex | null, error?: Error): void;
}

export function hasResponse(request: ClientRequest): boolean {
  return Boolean((request as unknown as RequestInternals).res);
}

/** As an agent tells a request that it gets no connection. */
export function failRequest(request: ClientRequest, error?: Error): void {
  (request as unknown as RequestInternals).onSocket(null, error);
}

/** Of a request that is destroyed while it waits for its connection, Node tells nobody before it has one: here, at once. */
export function endWhenDestroyed(request: ClientRequest): void {
  const internals = request as unknown as RequestInternals;
  const { destroy } = request;
  const { onSocket } = internals;
  const restore = () => {
    request.destroy = destroy;
    internals.onSocket = onSocket;
  };
  internals.onSocket = (socket, error) => {
    restore();
    internals.onSocket(socket, error);
  };
  request.destroy = (error) => {
    restore();
    request.destroy(error);
    failRequest(request);
    // The connection that comes too late is for others.
    internals.onSocket = (socket) => void socket?.emit("free");
    return request;
  };
}

type Callback = (error?: Error | null) => void;
type Destroy = (error: Error | null, callback: Callback) => void;
type Emit = (event: string, ...args: unknown[]) => boolean;

export interface SocketFaults {
  /** What users of the socket are told instead of this error. */
  readonly explain: (error: Error) => Error;
  /** Why the server ended the connection, if that is a fault. */
  readonly explainEnd: () => Error | undefined;
}

/** Puts another error in the place of each that ends a connection, whoever is told of it and on which way. */
export function replaceErrors(socket: TLSSocket, { explain, explainEnd }: SocketFaults): void {
  // What ends a handshake passes here while the server's certificate is still at hand.
  const destroy: Destroy = socket._destroy;
  socket._destroy = (error, callback) => destroy.call(socket, error && explain(error), callback);

  // A request that waits to be written is told by the callback of its write.
  const explained =
    (callback: Callback): Callback =>
    (error) =>
      callback(error && explain(error));
  const { _write: write, _writev: writev } = socket;
  socket._write = (chunk, encoding, callback) => write.call(socket, chunk, encoding, explained(callback));
  if (writev) socket._writev = (chunks, callback) => writev.call(socket, chunks, explained(callback));

  // An alert after the handshake does not: Node emits it, and would next emit that the server closed the connection.
  const emit = socket.emit as Emit;
  socket.emit = (event: string, ...args: unknown[]) => {
    // Each request has several events, and none of them is one of these.
    if ((event !== "end" && event !== "error") || socket.destroyed) return emit.call(socket, event, ...args);
    const fault = event === "end" ? explainEnd() : explain(args[0] as Error);
    if (!fault || fault === args[0]) return emit.call(socket, event, ...args);
    socket.destroy(fault);
    return true;
  };
}

/** What undici before version 7 and Node 20 have for a handler, and versions 7 and 8 take or give as well. */
interface LegacyHandler {
  onConnect?(abort: (reason?: Error) => void, context: object): void;
  onError?(error: Error): void;
}

/** How a request is aborted that undici has not seen yet. */
export class WaitingController implements Dispatcher.DispatchController {
  readonly paused = false;
  aborted = false;
  reason: Error | null = null;

  constructor(private readonly onAbort: (reason?: Error) => void) {}

  abort(reason?: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason ?? null;
    this.onAbort(reason);
  }

  pause(): void {}

  resume(): void {}
}

/** Gives a request's handler the means to abort it; undici does so again for each attempt. */
export function startHandler(handler: Dispatcher.DispatchHandler, controller: WaitingController): void {
  if (handler.onRequestStart) handler.onRequestStart(controller, {});
  else (handler as LegacyHandler).onConnect?.((reason) => controller.abort(reason), {});
}

/** Tells a request's handler of its failure. */
export function failHandler(
  handler: Dispatcher.DispatchHandler,
  error: Error,
  controller: Dispatcher.DispatchController = new WaitingController(() => undefined),
): void {
  const { onError } = handler as LegacyHandler;
  if (handler.onResponseError) handler.onResponseError(controller, error);
  else if (onError) onError.call(handler, error);
  else throw error;
}

/** A place where the process keeps something that everybody uses. */
export interface Place<T extends object> {
  readonly name: string;
  get(): T | undefined;
  set(value: T): void;
}

function globalDispatcher(name: string): Place<Dispatcher> {
  const symbol = Symbol.for(name);
  const globals = globalThis as unknown as Record<symbol, Dispatcher | undefined>;
  return {
    name,
    get: () => globals[symbol],
    // As undici defines it, so that it may define it again.
    set: (value) => {
      Object.defineProperty(globals, symbol, { value, writable: true, enumerable: false, configurable: false });
    },
  };
}

/** Where undici keeps the dispatcher of the process: its versions up to 7 and Node's own fetch, and those from 8. */
export const GLOBAL_DISPATCHERS = [
  globalDispatcher("undici.globalDispatcher.1"),
  globalDispatcher("undici.globalDispatcher.2"),
] as const;

/** Where node:https keeps the agent of the process. */
export const GLOBAL_AGENT: Place<https.Agent> = {
  name: "https.globalAgent",
  get: () => https.globalAgent,
  set: (agent) => {
    https.globalAgent = agent;
  },
};

import { TLSSocket } from "node:tls";
import type { buildConnector } from "undici";
import { normaliseHost } from "../host/host-name";
import { publishConnection } from "./events";
import type { Identity } from "./identity";
import { explainSilence, explainTlsError } from "./tls-errors";

/** What makes connections for undici. */
export type Connector = buildConnector.connector;

type Callback = (error?: Error | null) => void;
type Destroy = (error: Error | null, callback: Callback) => void;
type Emit = (event: string, ...args: unknown[]) => boolean;

/**
 * Explains what goes wrong on a TLS connection in terms of certificates, whoever uses it. In TLS 1.3 a server refuses
 * a certificate when the client's handshake is over already, so that the refusal can come at any time of its life.
 *
 * @param isReady whether the handshake is over
 */
export function watchSocket(socket: unknown, host: string, { registration }: Identity, isReady: boolean): void {
  if (!(socket instanceof TLSSocket)) return;
  const explain = (error: unknown) => explainTlsError(error, host, registration, socket) as Error;

  let isConnected = false;
  const connected = () => {
    isConnected = true;
    publishConnection(host, socket.remotePort ?? 0, registration);
  };
  if (isReady) connected();
  else socket.once("secureConnect", connected);

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

  const failureIn = (event: string, error: unknown) => {
    if (event === "end" && isConnected && socket.bytesRead === 0) return explainSilence(host, registration);
    return event === "error" ? explain(error) : undefined;
  };

  // An alert after the handshake does not: Node emits it, and would next emit that the server closed the connection.
  const emit = socket.emit as Emit;
  socket.emit = (event: string, ...args: unknown[]) => {
    const failure = socket.destroyed ? undefined : failureIn(event, args[0]);
    if (!failure || failure === args[0]) return emit.call(socket, event, ...args);
    socket.destroy(failure);
    return true;
  };
}

/** The same connector, its connections watched. */
export function watchConnector(connect: Connector, identity: Identity): Connector {
  return (options, callback) => {
    const host = normaliseHost(options.hostname.replace(/^\[|\]$/g, ""));
    let isWatched = false;
    const connecting: unknown = connect(options, (...[error, socket]) => {
      if (error) return callback(explainTlsError(error, host, identity.registration), null);
      if (!isWatched) watchSocket(socket, host, identity, true);
      callback(null, socket!);
    });
    // A connection through a proxy's tunnel is not at hand before it is made.
    isWatched = connecting instanceof TLSSocket;
    watchSocket(connecting, host, identity, false);
    return connecting;
  };
}

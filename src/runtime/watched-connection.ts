import { TLSSocket } from "node:tls";
import type { buildConnector } from "undici";
import { normaliseHost } from "../host/host-name";
import { publishConnection } from "../identity/events";
import type { Identity } from "../identity/identity";
import { replaceErrors } from "./internals";
import { explainSilence, explainTlsError } from "./tls-errors";

/** What makes connections for undici. */
export type Connector = buildConnector.connector;

/**
 * Explains what goes wrong on a TLS connection in terms of certificates, whoever uses it. In TLS 1.3 a server refuses
 * a certificate when the client's handshake is over already, so that the refusal can come at any time of its life.
 *
 * @param isReady whether the handshake is over
 */
export function watchSocket(socket: unknown, host: string, { registration }: Identity, isReady: boolean): void {
  if (!(socket instanceof TLSSocket)) return;
  let isConnected = false;
  const connected = () => {
    isConnected = true;
    publishConnection(host, socket.remotePort ?? 0, registration);
  };
  if (isReady) connected();
  else socket.once("secureConnect", connected);
  replaceErrors(socket, {
    explain: (error) => explainTlsError(error, host, registration, socket),
    explainEnd: () => (isConnected && socket.bytesRead === 0 ? explainSilence(host, registration) : undefined),
  });
}

/** The same connector, its connections watched. */
export function watchConnector(connect: Connector, identity: Identity): Connector {
  return (options, callback) => {
    const host = normaliseHost(options.hostname.replace(/^\[|\]$/g, ""));
    let isWatched = false;
    const connecting: unknown = connect(options, (...[error, socket]) => {
      if (error) return callback(final(explainTlsError(error, host, identity.registration), host), null);
      if (!isWatched) watchSocket(socket, host, identity, true);
      callback(null, socket!);
    });
    // A connection through a proxy's tunnel is not at hand before it is made.
    isWatched = connecting instanceof TLSSocket;
    watchSocket(connecting, host, identity, false);
    return connecting;
  };
}

/** For what undici, of its own errors, connects again: at once, and for ever. */
const TRIED_AGAIN = ["UND_ERR_SOCKET", "UND_ERR_INFO"];

/** What a proxy that ends a connection in place of a tunnel is to undici, as an error that ends the request. */
function final(error: Error, host: string): Error {
  if (!("code" in error && TRIED_AGAIN.includes(String(error.code)))) return error;
  const message = `${host}: there was no connection through the proxy: ${error.message}`;
  return Object.assign(new Error(message, { cause: error }), { code: "ECONNRESET", host });
}

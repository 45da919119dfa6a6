import { TLSSocket } from "node:tls";
import { publishConnection } from "./events";
import type { Identity } from "./identity";
import { explainTlsError } from "./tls-errors";

type Destroy = (error: Error | null, callback: (error?: Error | null) => void) => void;

/**
 * Explains what goes wrong on a TLS connection in terms of certificates, whoever uses it. In TLS 1.3 a server refuses
 * a certificate when the client's handshake is over already, so that the refusal can come at any time of its life.
 *
 * @param isReady whether the handshake is over
 */
export function watchSocket(socket: unknown, host: string, { registration }: Identity, isReady: boolean): void {
  if (!(socket instanceof TLSSocket)) return;
  const destroy: Destroy = socket._destroy;
  // Every error of a stream passes here before anyone hears of it (Node, "Stream", `_destroy`).
  socket._destroy = (error, callback) => {
    destroy.call(socket, error && (explainTlsError(error, host, registration, socket) as Error), callback);
  };
  const publish = () => publishConnection(host, socket.remotePort ?? 0, registration);
  if (isReady) publish();
  else socket.once("secureConnect", publish);
}

// WebSockets, by the package ws: the agent presents the certificate of the host.
import type { ClientCertificates } from "cdktf-client-certificates/runtime";
import WebSocket from "ws";

/** Sends a text and resolves to the first answer. */
export function askWebSocket(certificates: ClientCertificates, url: string, text: string): Promise<string> {
  const socket = new WebSocket(url, { agent: certificates.agent() });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("open", () => socket.send(text));
    socket.once("message", (message) => {
      resolve(message.toString());
      socket.close();
    });
  });
}

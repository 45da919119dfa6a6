// WebSockets, by undici: the dispatcher presents the certificate of the host.
import type { ClientCertificates } from "cdktf-client-certificates/runtime";
import { WebSocket } from "undici";

/** Sends a text and resolves to the first answer. */
export function askUndiciWebSocket(certificates: ClientCertificates, url: string, text: string): Promise<string> {
  const socket = new WebSocket(url, { dispatcher: certificates.dispatcher() });
  return new Promise((resolve, reject) => {
    socket.addEventListener("error", ({ error }) => reject(error), { once: true });
    socket.addEventListener("open", () => socket.send(text), { once: true });
    socket.addEventListener(
      "message",
      ({ data }) => {
        resolve(String(data));
        socket.close();
      },
      { once: true },
    );
  });
}

// A proxy that makes tunnels (RFC 9110, CONNECT), and remembers what it was told.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Issued } from "../../examples/support/pki";

export interface ConnectProxyOptions {
  /** Its own certificate, if it is to be reached over TLS; it then asks for a client certificate. @default - plain HTTP */
  readonly tls?: Issued;
}

export interface Tunnel {
  /** Host and port, as asked for. */
  readonly target: string;
  /** The subject of the certificate that the client presented to the proxy; undefined where it presented none. */
  readonly clientSubject: string | undefined;
  /** What the client sent through it, as the proxy sees it. */
  readonly sent: Buffer[];
}

export interface ConnectProxy {
  readonly url: string;
  readonly tunnels: readonly Tunnel[];
  stop(): Promise<void>;
}

export async function startConnectProxy({ tls }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const tunnels: Tunnel[] = [];
  const sockets = new Set<Duplex>();
  const server: Server = tls
    ? createHttpsServer({ cert: tls.certificate, key: tls.privateKey, requestCert: true, rejectUnauthorized: false })
    : createServer();

  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    const target = request.url ?? "";
    const sent: Buffer[] = [];
    tunnels.push({ target, clientSubject: subjectOf(request.socket), sent });
    // Every host name is this machine.
    const upstream = connect(Number(target.split(":").at(-1)), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.on("data", (chunk: Buffer) => sent.push(chunk));
      client.pipe(upstream).pipe(client);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`,
    tunnels,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function subjectOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { subject } = socket.getPeerCertificate() as Partial<ReturnType<TLSSocket["getPeerCertificate"]>>;
  return subject && String(subject.CN);
}

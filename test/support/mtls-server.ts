// A server that demands client certificates, and remembers who came with which.
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { TLSSocket } from "node:tls";

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

export interface MtlsServerOptions {
  /** The server's own certificate and key, PEM. */
  readonly certificate: string;
  readonly privateKey: string;
  /** PEM: the authority that client certificates must come from. */
  readonly clientAuthority: string;
  /** Whether a client without a good certificate is sent away in the handshake. @default true */
  readonly rejectUnauthorized?: boolean;
  /** Also HTTP/2. @default false */
  readonly allowHttp2?: boolean;
  /** Redirects: path to location. @default - none */
  readonly redirects?: Readonly<Record<string, string>>;
  /** Answers instead of the default, which is 200 and the client's subject. @default - the default answer */
  readonly handler?: (request: AnyRequest, response: AnyResponse) => void;
}

export interface MtlsRequest {
  /** The Host header without the port. */
  readonly host: string;
  readonly path: string;
  readonly method: string;
  /** The common name of the client certificate's subject; undefined where none was presented. */
  readonly subject: string | undefined;
  readonly fingerprint256: string | undefined;
  /** Whether the certificate, if any, comes from the client authority. */
  readonly authorized: boolean;
  readonly sessionReused: boolean;
  /** The same for every request of one connection. */
  readonly connection: number;
  readonly httpVersion: string;
}

export interface MtlsServer {
  readonly port: number;
  /** For what this server does not do by itself, upgrades for example. */
  readonly server: Server;
  readonly requests: readonly MtlsRequest[];
  /** Messages of the handshakes that failed. */
  readonly handshakeErrors: readonly string[];
  stop(): Promise<void>;
}

type NumberedSocket = TLSSocket & { readonly connectionNumber: number };

export async function startMtlsServer(options: MtlsServerOptions): Promise<MtlsServer> {
  const requests: MtlsRequest[] = [];
  const handshakeErrors: string[] = [];
  const sockets = new Set<TLSSocket>();
  let connectionCount = 0;

  const answer = (request: AnyRequest, response: AnyResponse) => {
    const seen = describe(request);
    requests.push(seen);
    const location = options.redirects?.[seen.path];
    if (location) (response as ServerResponse).writeHead(302, { location }).end();
    else if (options.handler) options.handler(request, response);
    else {
      const headers = { "content-type": "text/plain", "x-client-subject": seen.subject ?? "" };
      (response as ServerResponse).writeHead(200, headers).end(`${seen.subject ?? "no certificate"}\n`);
    }
  };

  const tls = {
    cert: options.certificate,
    key: options.privateKey,
    ca: options.clientAuthority,
    requestCert: true,
    rejectUnauthorized: options.rejectUnauthorized ?? true,
  };
  const server: Server = options.allowHttp2
    ? createSecureServer({ ...tls, allowHTTP1: true }, answer)
    : createHttpsServer(tls, answer);
  server.on("tlsClientError", (error: Error) => handshakeErrors.push(error.message));
  server.on("secureConnection", (socket: TLSSocket) => {
    sockets.add(Object.assign(socket, { connectionNumber: ++connectionCount }));
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    server,
    port: (server.address() as AddressInfo).port,
    requests,
    handshakeErrors,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function describe(request: AnyRequest): MtlsRequest {
  const socket = tlsSocket(request);
  // Empty where the client presented none.
  const certificate = socket.getPeerCertificate() as Partial<ReturnType<TLSSocket["getPeerCertificate"]>>;
  const authority = request.headers[":authority"] ?? request.headers.host ?? "";
  return {
    host: String(authority).replace(/:\d+$/, ""),
    path: request.url ?? "/",
    method: request.method ?? "GET",
    subject: certificate.subject && String(certificate.subject.CN),
    fingerprint256: certificate.fingerprint256,
    authorized: socket.authorized,
    sessionReused: socket.isSessionReused(),
    connection: socket.connectionNumber,
    httpVersion: request.httpVersion,
  };
}

// An HTTP/2 request shows its socket through a proxy; the session has the real one.
function tlsSocket(request: AnyRequest): NumberedSocket {
  return (
    "stream" in request && request.stream?.session ? request.stream.session.socket : request.socket
  ) as NumberedSocket;
}

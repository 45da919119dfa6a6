import { type IncomingMessage, ServerResponse } from "node:http";
import { constants, Http2ServerRequest } from "node:http2";
import { type Agent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatcher } from "undici";
import { messageOf } from "../errors";
import { endToEnd, withOneCookie } from "./headers";
import { endWith, responseHead } from "./http1";
import { framingRefusalOf, hasBody, refusalOf, upgradeRefusalOf } from "./refusal";
import { Relay, type Response } from "./relay";
import { hostHeaderOf, originOf, type Target } from "./target";
import { join } from "./tunnel";

type Request = IncomingMessage | Http2ServerRequest;

/** The connections of the runtime: each presents the certificate that is due to its host. */
export interface Connections {
  /** @param http2 whether HTTP/2 may be spoken */
  dispatcher(http2: boolean): Dispatcher;
  agent(): Agent;
  /** Whether a normalised host is presented a certificate. */
  hasCertificate(host: string): Promise<boolean>;
  /** Ends what was opened for the proxy alone. */
  close(): Promise<void>;
}

/** Sends the requests of clients on to their targets, over connections of the runtime. */
export class Forwarder {
  constructor(
    private readonly connections: Connections,
    private readonly report: (message: string) => void,
  ) {}

  /** A request that came through a tunnel whose TLS ended here. */
  request(target: Target, request: Request, response: Response): void {
    const refusal = refusalOf(target, request);
    if (refusal) answer(response, ...refusal);
    else this.#send(originOf(target), hostHeaderOf(target), request.url ?? "/", request, response);
  }

  /** A request without TLS, on which no certificate can be presented: its URL is whole (RFC 9112, section 3.2.2). */
  plain(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? "");
    if (url?.protocol !== "http:") {
      answer(response, 400, "this is a proxy: ask it for a whole URL, or CONNECT");
      return;
    }
    const refusal = framingRefusalOf(request);
    if (refusal) answer(response, ...refusal);
    else this.#send(url.origin, url.host, `${url.pathname}${url.search}`, request, response);
  }

  #send(origin: string, host: string, path: string, request: Request, response: Response): void {
    const relay = new Relay(response, (error) => this.#fail(origin, response, error));
    const options = {
      origin,
      path,
      method: (request.method ?? "GET") as Dispatcher.HttpMethod,
      headers: requestHeaders(host, request),
      body: bodyOf(request),
      // How long to wait is the client's to decide.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.connections.dispatcher(request.httpVersionMajor === 2).dispatch(options, relay);
  }

  /** An upgrade, of a WebSocket for example: after the target has agreed, both ends talk to each other. */
  upgrade(target: Target, request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on("error", () => client.destroy());
    const refusal = upgradeRefusalOf(target, request);
    if (refusal) {
      endWith(client, ...refusal);
      return;
    }
    const { host, port } = target;
    const outgoing = httpsRequest({
      agent: this.connections.agent(),
      host,
      port,
      servername: host,
      method: request.method,
      path: request.url,
      headers: [
        ...requestHeaders(hostHeaderOf(target), request),
        "Connection",
        "Upgrade",
        "Upgrade",
        request.headers.upgrade ?? "",
      ],
    });
    client.on("close", () => outgoing.destroy());
    outgoing.on("upgrade", (answered, server, serverHead) => {
      server.on("error", () => server.destroy());
      client.write(responseHead(answered.statusCode!, answered.statusMessage!, answered.rawHeaders));
      client.write(serverHead);
      server.write(head);
      join(client, server);
    });
    outgoing.on("response", (answered) => {
      const headers = [...endToEnd(answered.rawHeaders, "content-length"), "Connection", "close"];
      client.write(responseHead(answered.statusCode!, answered.statusMessage!, headers));
      void pipeline(answered, client).catch(() => undefined);
    });
    outgoing.on("error", (error) => {
      if (client.destroyed) return;
      endWith(client, 502, this.#explain(originOf(target), error));
    });
    outgoing.end();
  }

  #fail(origin: string, response: Response, error: unknown): void {
    const message = this.#explain(origin, error);
    if (response.headersSent) cutOff(response);
    else answer(response, 502, message);
  }

  #explain(origin: string, error: unknown): string {
    const message = `${origin}: ${messageOf(error)}`;
    this.report(message);
    return message;
  }
}

function bodyOf(request: Request): Request | null {
  const isThere = request instanceof Http2ServerRequest ? !request.stream.endAfterHeaders : hasBody(request);
  return isThere ? request : null;
}

function requestHeaders(host: string, request: Request): string[] {
  // "100 Continue" was said here already.
  return ["Host", host, ...withOneCookie(endToEnd(request.rawHeaders, "expect", "host"))];
}

/** Ends a response so that nobody takes it for a whole one. */
function cutOff(response: Response): void {
  if (response instanceof ServerResponse) response.destroy();
  else response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

function answer(response: Response, status: number, message: string): void {
  const text = `${message}\n`;
  const headers = { "content-type": "text/plain; charset=utf-8", "content-length": String(Buffer.byteLength(text)) };
  (response as ServerResponse).writeHead(status, headers).end(text);
}

import { type IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { type Agent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatcher } from "undici";
import { messageOf } from "../errors";
import { endToEnd, pairs, type RawHeaders, withOneCookie, without } from "./headers";
import { endWith, responseHead } from "./http1";
import { WithTrailers } from "./http2-trailers";
import { framingRefusalOf, hasBody, refusalOf, upgradeRefusalOf } from "./refusal";
import { originOf, type Target } from "./target";
import { join } from "./tunnel";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

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
  async request(target: Target, request: Request, response: Response): Promise<void> {
    const refusal = refusalOf(target, request);
    if (refusal) answer(response, ...refusal);
    else await this.#send(originOf(target), request.url ?? "/", request, response);
  }

  /** A request without TLS, on which no certificate can be presented: its URL is whole (RFC 9112, section 3.2.2). */
  async plain(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? "");
    if (url?.protocol !== "http:") return answer(response, 400, "this is a proxy: ask it for a whole URL, or CONNECT");
    const refusal = framingRefusalOf(request);
    if (refusal) return answer(response, ...refusal);
    await this.#send(url.origin, `${url.pathname}${url.search}`, request, response);
  }

  async #send(origin: string, path: string, request: Request, response: Response): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const dispatcher = new WithTrailers(this.connections.dispatcher(request.httpVersionMajor === 2));
      const upstream = await dispatcher.request({
        origin,
        path,
        method: (request.method ?? "GET") as Dispatcher.HttpMethod,
        headers: requestHeaders(origin, request),
        body: bodyOf(request),
        responseHeaders: "raw",
        // How long to wait is the client's to decide.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: gone.signal,
      });
      writeHead(response, upstream.statusCode, rawHeaders(upstream.headers));
      const hasTrailers = !(response instanceof ServerResponse);
      await pipeline(upstream.body, response, { end: !hasTrailers });
      if (hasTrailers) endWithTrailers(response, upstream.trailers);
    } catch (error) {
      if (gone.signal.aborted) return;
      this.#fail(origin, response, error);
    }
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
        ...requestHeaders(originOf(target), request),
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
      const headers = [...endToEnd(answered.rawHeaders), "Connection", "close"];
      client.write(responseHead(answered.statusCode!, answered.statusMessage!, without(headers, "content-length")));
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
    if (response.headersSent) response.destroy();
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

function requestHeaders(origin: string, request: Request): string[] {
  // "100 Continue" was said here already.
  const headers = withOneCookie(without(endToEnd(request.rawHeaders), "expect", "host"));
  return ["Host", new URL(origin).host, ...headers];
}

function rawHeaders(headers: unknown): string[] {
  const texts: unknown[] = Array.isArray(headers) ? headers : [];
  return texts.map((text) => (Buffer.isBuffer(text) ? text.toString("latin1") : String(text)));
}

function writeHead(response: Response, status: number, headers: RawHeaders): void {
  const kept = endToEnd(headers);
  if (response instanceof ServerResponse) {
    response.writeHead(status, kept);
    return;
  }
  const together: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(kept)) {
    const known = together[name.toLowerCase()];
    together[name.toLowerCase()] = known === undefined ? value : [known, value].flat();
  }
  if (together["grpc-status"] === undefined) {
    response.writeHead(status, together);
    return;
  }
  // A call of gRPC that failed at once is its head alone, which has to end the stream (gRPC over HTTP/2, "Trailers-Only").
  response.statusCode = status;
  for (const [name, value] of Object.entries(together)) response.setHeader(name, value);
}

/** The fields after the body of HTTP/2, which say how a call of gRPC ended. */
function endWithTrailers(response: Http2ServerResponse, trailers: Readonly<Record<string, string>>): void {
  const fields = Object.entries(trailers).filter(([name]) => !name.startsWith(":"));
  if (fields.length > 0) response.addTrailers(Object.fromEntries(fields));
  response.end();
}

function answer(response: Response, status: number, message: string): void {
  const text = `${message}\n`;
  const headers = { "content-type": "text/plain; charset=utf-8", "content-length": String(Buffer.byteLength(text)) };
  (response as ServerResponse).writeHead(status, headers).end(text);
}

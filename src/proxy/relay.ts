import { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Writable } from "node:stream";
import { type Dispatcher, errors } from "undici";
import { endToEnd, pairs, type RawHeaders } from "./headers";

/** To a client of the proxy. */
export type Response = ServerResponse | Http2ServerResponse;

const NOT_MODIFIED = 304;
/** How much of an answer that may end with trailers is held for a client that reads slowly. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

type Controller = Dispatcher.DispatchController;

/** Writes what a server answers to the client that asked, as it comes, and no faster than the client takes it. */
export class Relay implements Dispatcher.DispatchHandler {
  readonly #response: Response;
  readonly #onError: (error: Error) => void;
  #controller?: Controller;
  #isOver = false;
  #isPaused = false;
  #mayHold = 0;

  /** @param onError called when the server cannot be asked, or does not answer to the end */
  constructor(response: Response, onError: (error: Error) => void) {
    this.#response = response;
    this.#onError = onError;
    response.once("close", () => this.#onGone());
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new errors.RequestAbortedError());
  }

  onResponseStart({ rawHeaders }: Controller, status: number, headers: object, reason?: string): void {
    // An informational response is for who asked the server, which is the proxy (RFC 9110, section 15.2).
    if (status < 200) return;
    // With the trailers of HTTP/2, which has no reason phrase, undici 7 drops what a paused stream still holds.
    if (reason === "" && !("content-length" in headers)) this.#mayHold = MAX_HELD_BYTES;
    writeHead(this.#response, status, textsOf(rawHeaders));
    // undici takes the length that it tells for that of a body, which it never has (RFC 9110, section 8.6).
    if (status === NOT_MODIFIED) this.#end();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const client: Writable = this.#response;
    if (client.write(chunk) || client.writableLength < this.#mayHold) return;
    this.#isPaused = true;
    controller.pause();
    client.once("drain", () => {
      this.#isPaused = false;
      controller.resume();
    });
  }

  onResponseEnd(controller: Controller, trailers: object): void {
    if (this.#isOver) return;
    const { rawTrailers } = controller;
    // undici parses a list, which those of HTTP/1.1 are; those of HTTP/2 are an object.
    const fields = Array.isArray(rawTrailers) ? trailers : (rawTrailers ?? {});
    if (this.#isPaused) {
      this.onResponseError(controller, new Error("its answer has trailers, and was read too slowly to arrive whole"));
      return;
    }
    if (!(this.#response instanceof ServerResponse)) addTrailers(this.#response, fields);
    this.#end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onError(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#response.end();
  }

  /** The client may have left before the end. */
  #onGone(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort(new errors.RequestAbortedError());
  }
}

function textsOf(headers: Controller["rawHeaders"]): string[] {
  const texts = Array.isArray(headers) ? headers : [];
  return texts.map((text) => (typeof text === "string" ? text : text.toString("latin1")));
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
function addTrailers(response: Http2ServerResponse, trailers: object): void {
  const fields = Object.entries(trailers).filter(([name]) => !name.startsWith(":"));
  if (fields.length > 0) response.addTrailers(Object.fromEntries(fields));
}

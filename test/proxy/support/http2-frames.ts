// HTTP/2 by hand (RFC 9113, RFC 7541): requests that no client library would send.
import { once } from "node:events";
import type { TLSSocket } from "node:tls";

export type Fields = readonly (readonly [name: string, value: string])[];

export interface Message {
  readonly fields: Fields;
  readonly data?: string;
  /** After the data. */
  readonly trailers?: Fields;
  /** @default true */
  readonly ends?: boolean;
}

const [DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [0, 1, 3, 4, 7] as const;
const [END_STREAM, END_HEADERS] = [1, 4] as const;

/** Sends one request, and tells the body of its answer, or "reset" where the stream or the connection was ended instead. */
export async function ask(tls: TLSSocket, message: Message): Promise<string> {
  tls.write(encode(message));
  let received = Buffer.alloc(0);
  let body = "";
  for (;;) {
    const [chunk]: Buffer[] = await once(tls, "data");
    received = Buffer.concat([received, chunk!]);
    for (let end = endOfFrame(received); end <= received.length; end = endOfFrame(received)) {
      const [type, flags] = [received[3], received[4]!];
      if (type === RST_STREAM || type === GOAWAY) return "reset";
      if (type === DATA) body += received.subarray(9, end).toString("latin1");
      if ((type === DATA || type === HEADERS) && flags & END_STREAM) return body;
      received = received.subarray(end);
    }
  }
}

function endOfFrame(received: Buffer): number {
  return received.length < 9 ? Number.POSITIVE_INFINITY : 9 + received.readUIntBE(0, 3);
}

function encode({ fields, data, trailers, ends = true }: Message): Buffer {
  const isAlone = data === undefined && trailers === undefined && ends;
  return Buffer.concat([
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    frame(SETTINGS, 0, 0, Buffer.alloc(0)),
    frame(HEADERS, END_HEADERS | (isAlone ? END_STREAM : 0), 1, block(fields)),
    data === undefined ? Buffer.alloc(0) : frame(DATA, ends && !trailers ? END_STREAM : 0, 1, Buffer.from(data)),
    trailers ? frame(HEADERS, END_HEADERS | END_STREAM, 1, block(trailers)) : Buffer.alloc(0),
  ]);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Each field literally, without an index (RFC 7541, section 6.2.2); none is longer than 126 bytes. */
function block(fields: Fields): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

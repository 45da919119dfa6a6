import type { Duplex } from "node:stream";
import { pairs, type RawHeaders } from "./headers";

/** For a server: by itself, Node leaves out whatever comes after the thousandth field, a `Content-Length` for example. */
export const ALL_HEADERS = { maxHeadersCount: 0 };

/** The first lines of a response (RFC 9112, section 4). */
export function responseHead(status: number, message: string, headers: RawHeaders): string {
  const fields = pairs(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${message}`, ...fields, "", ""].join("\r\n");
}

/** Answers on a bare connection, and ends it. */
export function endWith(
  client: Duplex,
  status: number,
  text: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const body = `${text}\n`;
  const headers = {
    ...more,
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  client.end(`${responseHead(status, "", Object.entries(headers).flat())}${body}`);
}

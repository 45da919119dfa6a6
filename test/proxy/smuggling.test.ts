// Requests that mean two things, or that are not for the host of their tunnel: what reaches a server that demands a
// certificate. One request in is one request out with the same body, or none.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import fc from "fast-check";
import type { CertificateProxy } from "../../src/runtime";
import { RuntimeScene } from "../support/runtime-scene";
import { ask, type Fields, type Message } from "./support/http2-frames";
import { openTunnel } from "./support/tunnel";

interface Received {
  readonly request: string;
  readonly headers: readonly string[];
  body: string;
  isWhole: boolean;
}

let scene: RuntimeScene;
let proxy: CertificateProxy;
let port: string;
let received: Received[];

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  await scene.declare("localhost", { subject: "check" });
  const server = await scene.server({
    handler: (request, response) => {
      receive(request, received);
      request.on("end", () => response.end("ok"));
    },
  });
  // All fields, however many.
  Object.assign(server.server, { maxHeadersCount: 0 });
  port = String(server.port);
  proxy = await scene.client().proxy({ report: () => undefined });
});
afterAll(async () => {
  await proxy.close();
  await scene.stop();
});
beforeEach(() => {
  received = [];
});

/** Remembers a request from its head on: one that never ends has been one. */
function receive(request: IncomingMessage | Http2ServerRequest, into: Received[]): void {
  const one = { request: `${request.method} ${request.url}`, headers: request.rawHeaders, body: "", isWhole: false };
  into.push(one);
  request.on("data", (chunk: Buffer) => {
    one.body += chunk.toString("latin1");
  });
  request.on("end", () => {
    one.isWhole = request.complete;
  });
}

async function tunnel(protocol: "http/1.1" | "h2"): Promise<TLSSocket> {
  const { socket } = await openTunnel(proxy, `localhost:${port}`);
  const ca = proxy.certificateAuthority;
  const tls = connectTls({ socket, servername: "localhost", ca, ALPNProtocols: [protocol] });
  tls.on("error", () => undefined);
  await once(tls, "secureConnect");
  return tls;
}

/** Sends bytes as they are and one good request, and tells the first line of what is answered. */
async function send(message: string): Promise<string> {
  return exchange(await tunnel("http/1.1"), message);
}

async function exchange(socket: Socket, message: string): Promise<string> {
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
  });
  // What the message left open, for its body for example, swallows the good request: then nobody ends the connection.
  socket.on("error", () => undefined).setTimeout(QUIET_MS, () => socket.destroy());
  socket.write(Buffer.from(`${message}${LAST}`.replaceAll("PORT", port), "latin1"));
  if (!socket.closed) await once(socket, "close");
  return answer.split("\r\n")[0]!;
}

const QUIET_MS = 1_500;

const HOST = "Host: localhost:PORT\r\n";
const LAST = `GET /last HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
const get = (fields: string, host = HOST) => `GET / HTTP/1.1\r\n${host}${fields}\r\n`;
const post = (fields: string, body: string) => `POST / HTTP/1.1\r\n${HOST}${fields}\r\n\r\n${body}`;
const chunked = (body: string) => post("Transfer-Encoding: chunked", body);
const CHUNKS = "3\r\nabc\r\n0\r\n\r\n";
const SMUGGLED = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`;

describe("HTTP/1.1 that is refused", () => {
  test.each([
    ["a length and chunks", 400, post("Content-Length: 3\r\nTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`)],
    ["two equal lengths", 400, post("Content-Length: 3\r\nContent-Length: 3", "abc")],
    ["two lengths", 400, post("Content-Length: 3\r\nContent-Length: 4", "abcd")],
    ["a list of lengths", 400, post("Content-Length: 3, 3", "abc")],
    ["a length with a sign", 400, post("Content-Length: +3", "abc")],
    ["a negative length", 400, post("Content-Length: -3", "abc")],
    ["a hexadecimal length", 400, post("Content-Length: 0x3", "abc")],
    ["two numbers as a length", 400, post("Content-Length: 3 3", "abc")],
    ["an empty length", 400, post("Content-Length:", SMUGGLED)],
    ["a length of 2^64 and more", 400, post("Content-Length: 99999999999999999999999", "abc")],
    ["a length that JavaScript cannot tell exactly", 413, post("Content-Length: 9007199254740993", "abc")],
    ["chunks that are no last coding", 400, post("Transfer-Encoding: chunked, identity", CHUNKS)],
    ["chunks twice", 400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", CHUNKS)],
    ["chunks, and identity", 400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", CHUNKS)],
    ["a list with an empty coding", 400, post("Transfer-Encoding: chunked,", CHUNKS)],
    ["a coding in quotes", 501, post('Transfer-Encoding: "chunked"', CHUNKS)],
    ["a coding after a vertical tab", 400, post("Transfer-Encoding:\x0bchunked", CHUNKS)],
    ["a coding that is folded", 400, post("Transfer-Encoding:\r\n chunked", CHUNKS)],
    ["a coding that nobody knows", 501, post("Transfer-Encoding: xchunked", CHUNKS)],
    ["a coding before the chunks", 501, post("Transfer-Encoding: gzip, chunked", CHUNKS)],
    ["chunks in HTTP/1.0", 400, chunked(CHUNKS).replace("HTTP/1.1", "HTTP/1.0")],
    ["a space before the colon", 400, post("Transfer-Encoding : chunked", CHUNKS)],
    ["a line that is folded", 400, get("X: a\r\n b\r\n")],
    ["a folded first line", 400, `GET / HTTP/1.1\r\n X: a\r\n${HOST}\r\n`],
    ["bare line feeds", 400, get("").replaceAll("\r", "")],
    ["a bare line feed", 400, get("X: a\nY: b\r\n")],
    ["a bare carriage return", 400, get("X: a\rY: b\r\n")],
    ["a NUL in a name", 400, get("X\0: a\r\n")],
    ["a NUL in a value", 400, get("X: a\0b\r\n")],
    ["a control character in a value", 400, get("X: a\x01b\r\n")],
    ["a DEL in a value", 400, get("X: a\x7fb\r\n")],
    ["a control character in a name", 400, get("X\x01: a\r\n")],
    ["a name that is not ASCII", 400, get("X\xff: a\r\n")],
    ["a line without a colon", 400, get("X\r\n")],
    ["a field without a name", 400, get(": a\r\n")],
    ["an extension of a chunk with a line feed", 400, chunked("3;a\nxx\r\nabc\r\n0\r\n\r\n")],
    ["an extension of a chunk without an end", 413, chunked(`3;${"a".repeat(40_000)}\r\nabc\r\n0\r\n\r\n`)],
    ["chunks that end in line feeds", 400, chunked("3\nabc\n0\n\n")],
    ["a chunk of 2^64 bytes and 3", 400, chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")],
    ["a chunk whose length begins with 0x", 400, chunked("0x3\r\nabc\r\n0\r\n\r\n")],
    ["a chunk whose length has a sign", 400, chunked("-3\r\nabc\r\n0\r\n\r\n")],
    ["a chunk that is longer than it says", 400, chunked("3\r\nabcX0\r\n\r\n")],
    ["a length after the chunks", 400, chunked("3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n")],
    ["no host", 400, get("", "")],
    ["two hosts", 400, get(HOST)],
    ["an empty host", 421, get("", "Host:\r\n")],
    ["a list of hosts", 421, get("", "Host: localhost:PORT, other.example\r\n")],
    ["a host with a user", 421, get("", "Host: other.example@localhost:PORT\r\n")],
    ["a host with a path", 421, get("", "Host: localhost:PORT/x\r\n")],
    ["a host that is encoded", 421, get("", "Host: %6cocalhost:PORT\r\n")],
    ["a URL of another host", 400, get("").replace("GET /", "GET https://other.example/")],
    ["no path", 400, get("").replace("GET /", "OPTIONS *")],
    ["a path with a tab", 400, get("").replace("GET /", "GET /a\tb")],
    ["a method that nobody knows", 400, get("").replace("GET", "FOO")],
    ["HTTP/0.9", 400, "GET /\r\n\r\n"],
    ["another version of HTTP", 400, get("").replace("HTTP/1.1", "HTTP/2.0")],
    ["a head without an end", 431, get(`X: ${"a".repeat(17_000)}\r\n`)],
    ["an expectation that nobody knows", 417, post("Expect: 200-ok\r\nContent-Length: 3", "abc")],
    ["an upgrade with a body", 400, post("Connection: Upgrade\r\nUpgrade: x\r\nContent-Length: 30", SMUGGLED)],
    ["an upgrade with chunks", 400, post("Connection: Upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked", CHUNKS)],
    [
      "an upgrade to HTTP/2",
      400,
      get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n"),
    ],
    ["an upgrade to TLS", 400, get("Connection: Upgrade\r\nUpgrade: x, TLS/1.2\r\n")],
  ])("%s", async (_, status, message) => {
    expect(await send(message)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(whole(received)).toEqual([]);
  });

  test("a tunnel inside of a tunnel", async () => {
    expect(await send("CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n")).toBe("");
    expect(received).toEqual([]);
  });
});

describe("HTTP/1.1 that passes once, and clearly", () => {
  test.each([
    ["white space around a length", post("Content-Length: \t 3  ", "abc")],
    ["a length with zeroes before it", post("Content-Length: 0003", "abc")],
    ["white space around a coding", post("Transfer-Encoding: \t chunked  ", CHUNKS)],
    ["a coding in capital letters", post("Transfer-Encoding: CHUNKED", CHUNKS)],
    ["an extension of a chunk", chunked('3;a="b"\r\nabc\r\n0\r\n\r\n')],
    ["a length of a chunk with many zeroes", chunked(`${"0".repeat(5_000)}3\r\nabc\r\n0\r\n\r\n`)],
    ["a host after the chunks", chunked("3\r\nabc\r\n0\r\nHost: other.example\r\n\r\n")],
    ["a length that is called of this connection", post("Connection: content-length\r\nContent-Length: 3", "abc")],
    ["a length after a thousand fields", post(`${"X: a\r\n".repeat(1_100)}Content-Length: 3`, "abc")],
    ["a field that is nearly a coding", post("Transfer_Encoding: chunked\r\nContent-Length: 3", "abc")],
  ])("%s", async (_, message) => {
    expect(await send(message)).toBe("HTTP/1.1 200 OK");
    expect(whole(received)).toEqual(["POST / abc"]);
    const { headers } = received[0]!;
    expect(valuesOf(headers, "host")).toEqual([`localhost:${port}`]);
    expect([...valuesOf(headers, "content-length"), ...valuesOf(headers, "transfer-encoding")]).toHaveLength(1);
  });

  test("every field reaches the server, as many as there are", async () => {
    await send(get("X: a\r\n".repeat(2_000)));
    expect(valuesOf(received[0]!.headers, "x")).toHaveLength(2_000);
  });

  test("requests in a row are as many requests", async () => {
    await send(`${post("Content-Length: 3", "abc")}${get("").replace("/", "/2")}`);
    expect(received.map(({ request, body }) => `${request} ${body}`)).toEqual(["POST / abc", "GET /2 ", "GET /last "]);
  });

  test.each([
    ["of a length", post("Content-Length: 30", SMUGGLED.slice(0, 20))],
    ["in chunks", chunked("20\r\nabc")],
  ])("a body %s that is cut off does not become a whole one", async (_, message) => {
    const tls = await tunnel("http/1.1");
    tls.write(message.replaceAll("PORT", port));
    await until(() => received.length === 1);
    tls.destroy();
    await send("");
    expect(received).toMatchObject([{ isWhole: false }, { request: "GET /last", body: "", isWhole: true }]);
  });
});

test("what reaches the server is what it had read itself, whatever happens to the bytes of a request", async () => {
  const direct: Received[] = [];
  const reader = createServer({ keepAliveTimeout: 1 }, (request, response) => {
    receive(request, direct);
    request.on("end", () => response.end("ok"));
  });
  await once(reader.listen(0, "127.0.0.1"), "listening");
  const readDirectly = (message: string) => exchange(connect((reader.address() as AddressInfo).port), message);
  const pieces = [" ", "\t", "\r", "\n", "\r\n", "\0", ",", ";", ":", "0", "3", "x", "\x0b", "\xff", "chunked"];
  const edit = fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom("", ...pieces));
  const messages = [post("Content-Length: 60", SMUGGLED.padEnd(70)), chunked(`4\r\nGET \r\n0\r\n\r\n${SMUGGLED}`)];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...messages),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      async (message, edits) => {
        direct.length = 0;
        received = [];
        const head = message.indexOf("\r\n\r\n") + 10;
        const changed = edits.reduce((bytes, [at, dropped, piece]) => {
          const i = at % head;
          return bytes.slice(0, i) + piece + bytes.slice(i + dropped);
        }, message);
        await Promise.all([readDirectly(changed), send(changed)]);
        // The proxy may refuse some of what the other reads.
        let last = -1;
        const alone = whole(direct);
        const places = whole(received).map((one) => {
          last = alone.indexOf(one, last + 1);
          return last;
        });
        expect(places).not.toContain(-1);
      },
    ),
    { numRuns: 100 },
  );
  reader.close();
}, 60_000);

const GET: Fields = [
  [":method", "GET"],
  [":scheme", "https"],
  [":authority", "localhost:PORT"],
  [":path", "/"],
];
const changed = (name: string, value: string): Fields => GET.map(([key, was]) => [key, key === name ? value : was]);
const POST = changed(":method", "POST");
const leftOut = (name: string): Fields => GET.filter(([key]) => key !== name);

describe("HTTP/2", () => {
  const sendFrames = async ({ fields, ...message }: Message): Promise<string> => {
    const tls = await tunnel("h2");
    const answer = await ask(tls, {
      ...message,
      fields: fields.map(([name, value]) => [name, value.replace("PORT", port)]),
    });
    tls.destroy();
    return answer;
  };

  test.each<[string, Message]>([
    ["another host", { fields: changed(":authority", "other.example") }],
    ["another host beside the right one", { fields: [...GET, ["host", "other.example"]] }],
    ["another host without an authority", { fields: [...leftOut(":authority"), ["host", "other.example"]] }],
  ])("%s is answered, and reaches no server", async (_, message) => {
    expect(await sendFrames(message)).toContain(`this connection is for https://localhost:${port} only`);
    expect(received).toEqual([]);
  });

  test.each<[string, Message]>([
    ["no host", { fields: leftOut(":authority") }],
    ["two authorities", { fields: [...GET, [":authority", "other.example"]] }],
    ["two hosts", { fields: [...GET, ["host", "localhost:PORT"], ["host", "other.example"]] }],
    ["two paths", { fields: [...GET, [":path", "/2"]] }],
    ["a URL as its path", { fields: changed(":path", "https://other.example/") }],
    ["a path with a line end", { fields: changed(":path", "/ HTTP/1.1\r\nX: y") }],
    ["a path with a space", { fields: changed(":path", "/a HTTP/1.1") }],
    ["a method with a line end", { fields: changed(":method", "GET / HTTP/1.1\r\nHost: other.example") }],
    ["a scheme with a path", { fields: changed(":scheme", "https://other.example/?") }],
    ["a pseudo field after others", { fields: [["x", "y"], ...GET] }],
    ["a pseudo field that nobody knows", { fields: [...GET, [":other", "1"]] }],
    ["a name in capital letters", { fields: [...GET, ["X-Up", "y"]] }],
    ["connection", { fields: [...GET, ["connection", "close"]] }],
    ["keep-alive", { fields: [...GET, ["keep-alive", "x"]] }],
    ["proxy-connection", { fields: [...GET, ["proxy-connection", "x"]] }],
    ["upgrade", { fields: [...GET, ["upgrade", "websocket"]] }],
    ["te other than trailers", { fields: [...GET, ["te", "gzip"]] }],
    ["transfer-encoding", { fields: [...POST, ["transfer-encoding", "chunked"]], data: CHUNKS }],
    ["a shorter content-length", { fields: [...POST, ["content-length", "2"]], data: "abc" }],
    ["a longer content-length", { fields: [...POST, ["content-length", "4"]], data: "abc" }],
    ["a content-length without content", { fields: [...POST, ["content-length", "4"]] }],
    ["two equal content-lengths", { fields: [...POST, ["content-length", "3"], ["content-length", "3"]], data: "abc" }],
    ["a content-length with a sign", { fields: [...POST, ["content-length", "+3"]], data: "abc" }],
    [
      "a content-length of 2^64 and more",
      { fields: [...POST, ["content-length", "99999999999999999999"]], data: "abc" },
    ],
    ["a pseudo field after the data", { fields: POST, data: "abc", trailers: [[":path", "/2"]] }],
    ["a tunnel that is to be a WebSocket", { fields: [...changed(":method", "CONNECT"), [":protocol", "websocket"]] }],
  ])("a request with %s is reset, and is no whole request to a server", async (_, message) => {
    expect(await sendFrames(message)).toBe("reset");
    expect(whole(received)).toEqual([]);
  });

  test.each<[string, Message]>([
    [
      "CONNECT",
      {
        fields: [
          [":method", "CONNECT"],
          [":authority", "other.example:443"],
        ],
      },
    ],
    ["no path", { fields: changed(":method", "OPTIONS").map(([key, was]) => [key, key === ":path" ? "*" : was]) }],
    [
      "a length that JavaScript cannot tell exactly",
      { fields: [...POST, ["content-length", "9007199254740993"]], data: "a", ends: false },
    ],
    // From Node 22 on the HTTP/2 of Node itself refuses it.
    ["a user before the host", { fields: changed(":authority", "other.example@localhost:PORT") }],
  ])("%s reaches no server", async (_, message) => {
    await sendFrames(message);
    expect(received).toEqual([]);
  });

  test("a field with a line end is not passed on", async () => {
    const fields: Fields = [...GET, ["a", "b\r\nx: y"], ["c\r\nx", "y"], ["d", "e\0f"], ["kept", "1"]];
    expect(await sendFrames({ fields })).toBe("ok");
    expect(received[0]!.headers.join("\n")).not.toMatch(/x: y|\0|^[acd]$/m);
    expect(valuesOf(received[0]!.headers, "kept")).toEqual(["1"]);
  });

  test("a body that looks like a request is a body", async () => {
    expect(await sendFrames({ fields: POST, data: SMUGGLED })).toBe("ok");
    expect(received).toMatchObject([{ request: "POST /", body: SMUGGLED, isWhole: true }]);
  });

  test("cookies in several fields reach a server of HTTP/1.1 in one", async () => {
    await sendFrames({ fields: [...GET, ["cookie", "a=1"], ["cookie", "b=2"]] });
    expect(valuesOf(received[0]!.headers, "cookie")).toEqual(["a=1; b=2"]);
  });

  test("a host without an authority is a host", async () => {
    expect(await sendFrames({ fields: [...leftOut(":authority"), ["host", "localhost:PORT"]] })).toBe("ok");
  });
});

function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === name);
}

/** The requests that came to their end, but for the good one. */
function whole(all: readonly Received[]): string[] {
  return all.flatMap(({ isWhole, request, body }) => (isWhole && request !== "GET /last" ? `${request} ${body}` : []));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

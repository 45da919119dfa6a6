// Answers of a server that are cut off, or that can be read in two ways: what a client of the proxy makes of them.
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer, type Server, type TLSSocket } from "node:tls";
import type { CertificateProxy } from "../../src/runtime";
import { RuntimeScene } from "../support/runtime-scene";
import { openTunnel } from "./support/tunnel";

let scene: RuntimeScene;
let server: Server;
let port: number;
let proxy: CertificateProxy;
let answer: string;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost", { subject: "check" });
  const { certificate: cert, privateKey: key } = scene.serverCertificate;
  const options = { cert, key, ca: scene.authority.certificate, requestCert: true };
  server = createServer(options, (socket) => {
    socket.on("error", () => undefined).once("data", () => socket.end(Buffer.from(answer, "latin1")));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.close();
  await scene.stop();
});
beforeEach(async () => {
  proxy = await scene.client().proxy({ report: () => undefined });
});
afterEach(() => proxy.close());

async function tunnel(protocol: string): Promise<TLSSocket> {
  const { socket } = await openTunnel(proxy, `localhost:${port}`);
  const ca = proxy.certificateAuthority;
  return connectTls({ socket, servername: "localhost", ca, ALPNProtocols: [protocol] });
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

async function askHttp1(): Promise<Answered> {
  const tls = await tunnel("http/1.1");
  const asked = httpsRequest({ createConnection: () => tls, host: "localhost", port }).end();
  try {
    const [response] = await once(asked, "response");
    return { status: response.statusCode, body: await text(response) };
  } finally {
    tls.destroy();
  }
}

async function askHttp2(): Promise<Answered> {
  const tls = await tunnel("h2");
  const session = connectHttp2(`https://localhost:${port}`, { createConnection: () => tls });
  try {
    const stream = session.request({ ":path": "/" });
    const [headers] = await once(stream, "response");
    return { status: headers[":status"], body: await text(stream) };
  } finally {
    session.destroy();
  }
}

const ok = (fields: string, body: string) => `HTTP/1.1 200 OK\r\n${fields}\r\n\r\n${body}`;

describe.each([
  ["HTTP/1.1", askHttp1],
  ["HTTP/2", askHttp2],
])("to a client of %s", (_, ask) => {
  test.each([
    ["of a length", ok("Content-Length: 10", "abc")],
    ["in chunks", ok("Transfer-Encoding: chunked", "3\r\nabc\r\n")],
  ])("an answer %s that is cut off is not a whole one", async (_, cut) => {
    answer = cut;
    await expect(ask()).rejects.toThrow(/aborted|ECONNRESET|NGHTTP2_INTERNAL_ERROR/);
  });

  test.each([
    ["a length and chunks", ok("Content-Length: 2\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n")],
    ["two lengths", ok("Content-Length: 2\r\nContent-Length: 3", "abc")],
    ["bare line feeds", ok("Content-Length: 2", "ok").replaceAll("\r", "")],
    ["a folded line", ok("X: a\r\n b\r\nContent-Length: 2", "ok")],
    ["a control character", ok("X: a\x01\r\nContent-Length: 2", "ok")],
    ["an upgrade that nobody asked for", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc"],
    ["a status that is none", "HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nok"],
    ["no HTTP", "hello\r\n\r\n"],
  ])("an answer with %s is status 502, and names the host", async (_, odd) => {
    answer = odd;
    expect(await ask()).toEqual({ status: 502, body: expect.stringContaining(`https://localhost:${port}: `) });
  });

  test("the length that a 304 tells is no body", async () => {
    answer = "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n";
    expect(await ask()).toEqual({ status: 304, body: "" });
  });

  test("what comes after an answer is not part of one", async () => {
    answer = `${ok("Content-Length: 2", "ok")}${ok("Content-Length: 4", "more")}`;
    expect(await ask()).toEqual({ status: 200, body: "ok" });
  });
});

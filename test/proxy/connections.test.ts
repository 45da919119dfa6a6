import { EventEmitter, once } from "node:events";
import { existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ClientHttp2Stream, connect as connectHttp2, type Http2ServerResponse } from "node:http2";
import { request } from "node:https";
import { type AddressInfo, connect, createServer } from "node:net";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Authority } from "../../src/proxy/authority";
import { type Connections, Forwarder } from "../../src/proxy/forwarder";
import { ProxyServer } from "../../src/proxy/proxy-server";
import { type CertificateProxy, ClientCertificates } from "../../src/runtime";
import type { MtlsServer, MtlsServerOptions } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";
import { openTunnel } from "./support/tunnel";

let scene: RuntimeScene;
let proxy: CertificateProxy;
let reports: string[];

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost", { subject: "check" });
});
afterAll(() => scene.stop());

beforeEach(async () => {
  reports = [];
  proxy = await scene.client().proxy({ report: (message) => reports.push(message) });
});
afterEach(async () => {
  await proxy.close();
  await scene.closeClients();
});

async function tlsThrough({ port }: { readonly port: number }): Promise<TLSSocket> {
  const { socket } = await openTunnel(proxy, `localhost:${port}`);
  const tls = connectTls({ socket, servername: "localhost", ca: proxy.certificateAuthority });
  await once(tls, "secureConnect");
  return tls;
}

const get = ({ port }: MtlsServer, path = "/") => `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;

test("requests of one connection are answered one after the other", async () => {
  const server = await scene.server();
  const tls = await tlsThrough(server);
  for (const path of ["/1", "/2", "/3"]) {
    tls.write(get(server, path));
    expect(String(await once(tls, "data"))).toContain("x-client-subject: check");
  }
  tls.destroy();
  expect(server.requests.map(({ path }) => path)).toEqual(["/1", "/2", "/3"]);
});

test("an answer that is read slowly waits at its server, and arrives whole", async () => {
  const size = 64 * 1024 * 1024;
  let sent = 0;
  const chunks = async function* () {
    for (; sent < size; sent += 64 * 1024) yield Buffer.alloc(64 * 1024);
  };
  const server = await scene.server({
    handler: (_, response) => void Readable.from(chunks()).pipe(response as ServerResponse),
  });
  const tls = await tlsThrough(server);
  tls.write(get(server).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
  await once(tls, "readable");
  for (let before = -1; before !== sent; await sleep(300)) before = sent;
  expect(sent).toBeLessThan(size);
  expect((await buffer(tls)).length).toBeGreaterThan(size);
});

describe("an answer over HTTP/2 that is read slowly", () => {
  const size = 64 * 1024 * 1024;

  async function openStream(handler: MtlsServerOptions["handler"]): Promise<ClientHttp2Stream> {
    const server = await scene.server({ allowHttp2: true, handler });
    const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
    const ALPNProtocols = ["h2"];
    const tls = connectTls({ socket, servername: "localhost", ca: proxy.certificateAuthority, ALPNProtocols });
    const session = connectHttp2("https://localhost", { createConnection: () => tls });
    const stream = session.request({ ":authority": `localhost:${server.port}` });
    stream.on("close", () => session.destroy());
    await once(stream, "response");
    return stream;
  }

  test("arrives whole, with its trailers", async () => {
    const stream = await openStream((_, response) => {
      (response as Http2ServerResponse).addTrailers({ "grpc-status": "0" });
      (response as Http2ServerResponse).end(Buffer.alloc(500_000));
    });
    const trailers = once(stream, "trailers");
    await sleep(200);
    expect((await buffer(stream)).length).toBe(500_000);
    expect((await trailers)[0]).toMatchObject({ "grpc-status": "0" });
  });

  test("waits at its server where it is large, and arrives whole", async () => {
    let sent = 0;
    const chunks = async function* () {
      for (; sent < size; sent += 64 * 1024) yield Buffer.alloc(64 * 1024);
    };
    const stream = await openStream((_, response) => {
      Readable.from(chunks()).pipe(response as Http2ServerResponse);
    });
    for (let before = -1; before !== sent; await sleep(500)) before = sent;
    expect(sent).toBeLessThan(size);
    expect((await buffer(stream)).length).toBe(size);
  });

  test("is whole with its trailers where it is large, or is seen to be cut off", async () => {
    const stream = await openStream((_, response) => {
      (response as Http2ServerResponse).addTrailers({ "grpc-status": "0" });
      (response as Http2ServerResponse).end(Buffer.alloc(size));
    });
    await sleep(1_000);
    const arrived = await buffer(stream).then(
      ({ length }) => length,
      (error) => error.code,
    );
    expect([size, "ERR_HTTP2_STREAM_ERROR"]).toContain(arrived);
  });
});

test("a client that leaves before the end ends the request to the server as well", async () => {
  let left = () => {};
  const closed = new Promise<void>((resolve) => {
    left = resolve;
  });
  const server = await scene.server({
    handler: (_, response) => {
      response.on("close", left);
      (response as ServerResponse).write("a beginning");
    },
  });
  const tls = await tlsThrough(server);
  tls.write(get(server));
  await once(tls, "data");
  tls.destroy();
  await closed;
  expect(reports).toEqual([]);
});

test("an upgrade is passed on: what either side says reaches the other", async () => {
  const server = await scene.server({ handler: () => undefined });
  server.server.on("upgrade", (_request: IncomingMessage, socket: TLSSocket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    socket.on("data", (chunk) => socket.write(`${socket.getPeerCertificate().subject.CN} said ${chunk}`));
  });
  const tls = await tlsThrough(server);
  tls.write(`GET / HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
  expect(String(await once(tls, "data"))).toMatch(/^HTTP\/1.1 101 .*upgrade: echo/is);
  tls.write("hello");
  expect(String(await once(tls, "data"))).toBe("check said hello");
  tls.destroy();
});

test("an upgrade that the server refuses is answered with what the server said", async () => {
  const server = await scene.server({
    handler: (_, response) => void (response as ServerResponse).writeHead(403).end("no"),
  });
  const tls = await tlsThrough(server);
  tls.write(`GET / HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
  let answer = "";
  for await (const chunk of tls) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

test("a tunnel to a host without certificate keeps what each side says after the other has ended", async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("data", () => undefined).on("end", () => socket.end("after your end"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { socket } = await openTunnel(proxy, `127.0.0.1:${(server.address() as AddressInfo).port}`);
  socket.end("hello");
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toBe("after your end");
  server.close();
});

test("a host that cannot be reached is answered with status 502, named here and on stderr", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await openTunnel(proxy, `127.0.0.1:${port}`)).toMatchObject({
    status: 502,
    body: expect.stringContaining("ECONNREFUSED"),
  });
  expect(reports).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
});

test("a registry that does not answer is no reason to let a request go without its certificate", async () => {
  const server = await scene.server();
  const certificates = new ClientCertificates({ registry: "nowhere", region: "eu-west-1" });
  const cut = await certificates.proxy({ report: () => undefined });
  expect((await openTunnel(cut, `localhost:${server.port}`)).status).toBe(502);
  expect(server.requests).toEqual([]);
  await cut.close();
  await certificates.close();
}, 60_000);

test("what is not TLS does not pass to a host that has a certificate", async () => {
  const server = createServer((socket) => socket.on("data", () => received++));
  let received = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { socket } = await openTunnel(proxy, `localhost:${(server.address() as AddressInfo).port}`);
  socket.on("error", () => undefined).resume();
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "close");
  expect(received).toBe(0);
  server.close();
});

test("1,000 tunnels that are opened and dropped leave nothing behind", async () => {
  const server = await scene.server();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20; i++) {
    await Promise.all(
      Array.from({ length: 50 }, async (_, k) => {
        const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
        socket.on("error", () => undefined);
        if (k % 2 === 0) socket.destroy();
        else socket.end("\x16\x03\x01");
        socket.resume();
      }),
    );
  }
  await sleep(500);
  const tls = await tlsThrough(server);
  tls.write(get(server));
  expect(String(await once(tls, "data"))).toContain("check");
  tls.destroy();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
}, 60_000);

test("peers that say half of a head, or of a handshake, hold up nobody, and end with the proxy", async () => {
  const server = await scene.server();
  const { port } = new URL(proxy.url);
  const beginnings = ["", "CONN", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost", "\x16\x03\x01\x02\x00\x01"];
  const slow = Array.from({ length: 100 }, (_, i) => {
    const socket = connect({ port: Number(port), host: "127.0.0.1" });
    socket.on("error", () => undefined).write(beginnings[i % beginnings.length]!);
    return socket;
  });
  const { socket: halfway } = await openTunnel(proxy, `localhost:${server.port}`);
  halfway.on("error", () => undefined).write("\x16\x03\x01\x02\x00\x01");
  const tls = await tlsThrough(server);
  tls.write(get(server));
  expect(String(await once(tls, "data"))).toContain("check");
  tls.destroy();
  const ended = Promise.all([...slow, halfway].map((socket) => socket.destroyed || once(socket.resume(), "close")));
  await proxy.close();
  await ended;
  expect(server.requests).toHaveLength(1);
});

test("who does not say what it wants is sent away after a while; who has said it is not", async () => {
  const authority = new Authority();
  const connections: Connections = {
    dispatcher: () => scene.client().dispatcher(),
    agent: () => scene.client().agent(),
    hasCertificate: async () => false,
    close: async () => undefined,
  };
  const report = () => undefined;
  const forwarder = new Forwarder(connections, report);
  const impatient = new ProxyServer({
    connections,
    forwarder,
    authority,
    credential: undefined,
    report,
    headTimeoutMs: 300,
  });
  const port = await impatient.listen();
  const server = await scene.server();
  const { socket: tunnel } = await openTunnel({ url: `http://127.0.0.1:${port}` }, `localhost:${server.port}`);
  const answers = await Promise.all(
    ["", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost", "GET http://localhost/ HTTP/1.1\r\n"].map((beginning) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.write(beginning);
      return text(socket);
    }),
  );
  expect(answers).toEqual(answers.map(() => expect.stringMatching(/^HTTP\/1\.1 408 /)));
  const tls = connectTls({ socket: tunnel, servername: "localhost", ca: scene.authority.certificate });
  await once(tls, "secureConnect");
  tls.destroy();
  await impatient.close();
});

test.each(["http/1.1", "h2"])("a request of %s whose client has gone is ended at the server, too", async (protocol) => {
  const begun = new EventEmitter();
  const server = await scene.server({ allowHttp2: true, handler: (request) => begun.emit("request", request) });
  const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
  const tls = connectTls({
    socket,
    servername: "localhost",
    ca: proxy.certificateAuthority,
    ALPNProtocols: [protocol],
  });
  const asked = once(begun, "request");
  if (protocol === "http/1.1") tls.write(get(server));
  else
    connectHttp2(`https://localhost:${server.port}`, { createConnection: () => tls })
      .request()
      .on("error", () => undefined);
  const [request] = await asked;
  const ended = new Promise((resolve) => request.on("close", resolve).on("error", () => undefined));
  tls.on("error", () => undefined);
  // Without a word of TLS or HTTP, as a process that was killed.
  socket.destroy();
  await ended;
});

test("closing the proxy ends its connections and removes its files", async () => {
  const server = await scene.server();
  const tls = await tlsThrough(server);
  const { SSL_CERT_FILE: file } = proxy.env;
  expect(statSync(file!).mode & 0o777).toBe(0o600);
  const closed = once(tls, "close");
  tls.on("error", () => undefined);
  await proxy.close();
  await closed;
  expect(existsSync(file!)).toBe(false);
  await expect(openTunnel(proxy, `localhost:${server.port}`)).rejects.toThrow("ECONNREFUSED");
});

test("without a credential, where that was asked for, processes of this user may use it", async () => {
  const open = await scene.client().proxy({ withoutCredential: true });
  expect(new URL(open.url).password).toBe("");
  const server = await scene.server();
  const { socket, status } = await openTunnel(open, `localhost:${server.port}`, { authorization: undefined });
  expect(status).toBe(200);
  socket.destroy();
  await open.close();
});

test("node:https asks through the proxy as any other client", async () => {
  const server = await scene.server();
  const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
  const tls = connectTls({ socket, servername: "localhost", ca: proxy.certificateAuthority });
  const asked = request({ createConnection: () => tls, host: "localhost", port: server.port });
  asked.end();
  const [response] = await once(asked, "response");
  expect(response.headers["x-client-subject"]).toBe("check");
  response.resume();
  tls.destroy();
});

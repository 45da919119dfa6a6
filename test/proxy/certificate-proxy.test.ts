import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import type { CertificateProxy, ClientCertificates } from "../../src/runtime";
import { describeTools } from "../support/describe-tools";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";
import { openTunnel } from "./support/tunnel";

const run = promisify(execFile);

let scene: RuntimeScene;
let certificates: ClientCertificates;
let proxy: CertificateProxy;
let reports: string[];

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  await scene.declare("localhost", { subject: "check" });
});
afterAll(() => scene.stop());

beforeEach(async () => {
  reports = [];
  certificates = scene.client();
  proxy = await certificates.proxy({ report: (message) => reports.push(message) });
});
afterEach(async () => {
  await proxy.close();
  await scene.closeClients();
});

const curl = async (...args: string[]) => {
  const { stdout } = await run("curl", ["--silent", "--show-error", "--max-time", "20", ...args], {
    env: { ...process.env, ...proxy.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

const urlOf = ({ port }: MtlsServer, host = "localhost", path = "/") => `https://${host}:${port}${path}`;

describeTools("curl")("curl through the proxy", () => {
  test("presents the certificate that is registered for the host, over HTTP/1.1 and HTTP/2", async () => {
    const server = await scene.server({ allowHttp2: true });
    expect(await curl("--http1.1", urlOf(server))).toBe("check\n");
    expect(await curl("--http2", urlOf(server))).toBe("check\n");
    expect(server.requests.map(({ httpVersion }) => httpVersion)).toEqual(["1.1", "2.0"]);
  });

  test("reaches a host without certificate untouched: it sees the server's own certificate", async () => {
    const server = await scene.server({ rejectUnauthorized: false });
    const ca = scene.write("ca.pem", scene.authority.certificate);
    expect(await curl("--cacert", ca, urlOf(server, "127.0.0.1"))).toBe("no certificate\n");
  });

  test("is told with status 502 why the server refused, in the words of the runtime", async () => {
    const other = await RuntimeScene.create(["localhost"]);
    const server = await scene.server({ clientAuthority: other.authority.certificate });
    const answer = await curl("--write-out", "%{http_code}", urlOf(server));
    await other.stop();
    expect(answer).toMatch(/^https:\/\/localhost:\d+: .*localhost.*CN=check.*\n502$/s);
    expect(reports).toHaveLength(1);
  });

  test.each([
    ["HTTP/1.1", ["--http1.1"]],
    ["HTTP/1.1 in chunks", ["--http1.1", "--header", "Transfer-Encoding: chunked"]],
    ["HTTP/1.1 after a 100 Continue", ["--http1.1", "--header", "Expect: 100-continue"]],
    ["HTTP/2", ["--http2"]],
  ])("sends and receives a large body as it is, over %s", async (_, how) => {
    const body = randomBytes(2 * 1024 * 1024).toString("base64");
    const server = await scene.server({
      allowHttp2: true,
      handler: (request, response) => void request.pipe(response as NodeJS.WritableStream),
    });
    expect((await curl(...how, "--data-binary", `@${scene.write("body", body)}`, urlOf(server))) === body).toBe(true);
  });

  test("follows a redirect to a host without certificate, which gets none", async () => {
    const bare = await scene.server({ rejectUnauthorized: false });
    const server = await scene.server({ redirects: { "/": urlOf(bare, "127.0.0.1") } });
    const both = scene.write("both.pem", `${scene.authority.certificate}${proxy.certificateAuthority}`);
    expect(await curl("--location", "--cacert", both, urlOf(server))).toBe("no certificate\n");
  });

  test("reaches a server without TLS as it is", async () => {
    const server = createHttpServer((request, response) =>
      response.end(`${request.method} ${request.url} ${request.headers.host}`),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    expect(await curl("--proxy", proxy.url, `http://127.0.0.1:${port}/path?a=b`)).toBe(
      `GET /path?a=b 127.0.0.1:${port}`,
    );
    server.close();
  });
});

describe("inside a tunnel", () => {
  const ask = async (server: MtlsServer, head: string) => {
    const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
    const tls = connectTls({
      socket,
      servername: "localhost",
      ca: proxy.certificateAuthority,
      ALPNProtocols: ["http/1.1"],
    });
    tls.write(head.replaceAll("\n", "\r\n"));
    return (await text(tls)).split("\r\n")[0];
  };

  test.each([
    ["another host", "GET / HTTP/1.1\nHost: other.example\nConnection: close\n\n", "421"],
    ["another port", "GET / HTTP/1.1\nHost: localhost:1\nConnection: close\n\n", "421"],
    ["two hosts", "GET / HTTP/1.1\nHost: localhost:PORT\nHost: localhost:PORT\nConnection: close\n\n", "400"],
    ["a whole URL", "GET https://other.example/ HTTP/1.1\nHost: localhost:PORT\nConnection: close\n\n", "400"],
  ])("a request that names %s is refused, and reaches no server", async (_, head, status) => {
    const server = await scene.server();
    expect(await ask(server, head.replaceAll("PORT", String(server.port)))).toContain(`HTTP/1.1 ${status}`);
    expect(server.requests).toEqual([]);
  });

  test("what is about one connection is not sent on", async () => {
    let seen: IncomingMessage["headers"] = {};
    const server = await scene.server({
      handler: (request, response) => {
        seen = request.headers;
        (response as ServerResponse)
          .writeHead(200, { "keep-alive": "timeout=7", connection: "x-hop", "x-hop": "1", "x-end": "1" })
          .end();
      },
    });
    const { socket } = await openTunnel(proxy, `localhost:${server.port}`);
    const tls = connectTls({ socket, servername: "localhost", ca: proxy.certificateAuthority });
    tls.write(
      `GET / HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: close, x-mine\r\nX-Mine: 1\r\nX-Kept: 1\r\nProxy-Authorization: Basic eA==\r\n\r\n`,
    );
    const answer = await text(tls);
    expect(seen).toMatchObject({ "x-kept": "1", host: `localhost:${server.port}` });
    expect(seen).not.toHaveProperty("x-mine");
    expect(seen).not.toHaveProperty("proxy-authorization");
    expect(answer.toLowerCase()).toContain("x-end: 1");
    expect(answer.toLowerCase()).not.toContain("x-hop");
  });
});

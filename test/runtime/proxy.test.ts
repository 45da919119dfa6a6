// The certificate goes to the target, inside the proxy's tunnel; plain-process.test.ts has a proxy that asks for one.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { CONNECT_CHANNEL, type ConnectEvent } from "../../src/runtime";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy";
import { HTTP_CLIENTS, rootError } from "../support/http-clients";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"];

let scene: RuntimeScene;
let server: MtlsServer;
let proxy: ConnectProxy;
const environment = { ...process.env };

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  server = await scene.server();
  await scene.declare("a.acme.test");
  await scene.declare("b.acme.test");
});
beforeEach(() => {
  for (const name of PROXY_VARIABLES) delete process.env[name];
});
afterEach(() => scene.closeClients());
afterAll(async () => {
  process.env = environment;
  await scene.stop();
});

const url = (host: string) => `https://${host}:${server.port}/`;

// axios has a proxy support of its own, which is switched off; what is tested is the agent's.
describe.each(Object.entries(HTTP_CLIENTS))("%s", (name, get) => {
  beforeEach(async () => {
    proxy = await startConnectProxy();
    process.env.HTTPS_PROXY = proxy.url;
  });
  afterEach(() => proxy.stop());

  test("goes through the tunnel of HTTPS_PROXY, each host with its own certificate", async () => {
    const certificates = scene.client();
    for (const host of ["a.acme.test", "b.acme.test", "a.acme.test"]) {
      expect(await get(url(host), certificates)).toEqual({ status: 200, body: `${host}\n` });
    }
    const targets = proxy.tunnels.map(({ target }) => target);
    expect(new Set(targets)).toEqual(new Set([`a.acme.test:${server.port}`, `b.acme.test:${server.port}`]));
    for (const { sent } of proxy.tunnels) {
      // A TLS record of a handshake (RFC 8446, section 5.1) comes first; nothing of the request is readable.
      expect(Buffer.concat(sent)[0]).toBe(22);
      expect(Buffer.concat(sent).includes("GET /")).toBe(false);
    }
  });

  test("goes past the proxy where NO_PROXY says so", async () => {
    process.env.NO_PROXY = "a.acme.test";
    expect(await get(url("a.acme.test"), scene.client())).toEqual({ status: 200, body: "a.acme.test\n" });
    expect(proxy.tunnels).toEqual([]);
  });

  test("has the server's refusal explained", async () => {
    const certificates = scene.client({ certificateAuthority: scene.authority.certificate });
    const error = await get(url("none.acme.test"), certificates).catch(rootError);
    expect((error as Error).message).toMatch(/none\.acme\.test.*certificate_required.*No certificate was presented/);
    // Jest's realm has an Error of its own, of which Node's fetch keeps no more than the text.
    if (name !== "fetch") expect(error).toMatchObject({ code: "certificate-refused", host: "none.acme.test" });
  });

  test("fails, and sends nothing, where the proxy is not there", async () => {
    const seen = server.requests.length;
    process.env.HTTPS_PROXY = "http://localhost:1";
    await expect(get(url("a.acme.test"), scene.client())).rejects.toThrow();
    expect(server.requests).toHaveLength(seen);
  });
});

/** Answers to CONNECT by which there is no tunnel; the proxy ends the connection after them. */
const NO_TUNNEL = {
  nothing: "",
  "half of a head": "HTTP/1.1 20",
  "what is no HTTP": "SSH-2.0-x\r\n",
  "that it goes on": "HTTP/1.1 100 Continue\r\n\r\n",
  "that it needs a password": "HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n",
  "that it was accepted": "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
  "where else to go": "HTTP/1.1 302 Found\r\nLocation: http://localhost/\r\nContent-Length: 0\r\n\r\n",
  "a page": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Sign in</html>",
  "a head that is too long": `HTTP/1.1 200 OK\r\nX: ${"x".repeat(200_000)}\r\n\r\n`,
};

test.each(Object.entries(NO_TUNNEL))(
  "a proxy that answers %s ends the request, and shows no password",
  async (_, answer) => {
    let connections = 0;
    const odd = createServer((socket) => {
      connections++;
      socket.on("error", () => undefined).once("data", () => socket.end(answer));
    });
    await once(odd.listen(0, "127.0.0.1"), "listening");
    process.env.HTTPS_PROXY = `http://user:p4ssw0rd@127.0.0.1:${(odd.address() as AddressInfo).port}`;
    const seen = server.requests.length;
    const clients = Object.values(HTTP_CLIENTS);
    for (const get of clients) {
      const error = await get(url("a.acme.test"), scene.client()).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeDefined();
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/p4ssw0rd|cDRzc3cwcmQ/);
    }
    odd.close();
    expect(server.requests).toHaveLength(seen);
    expect(connections).toBeLessThanOrEqual(3 * clients.length);
  },
);

test("an event tells of a connection that was made through a tunnel", async () => {
  proxy = await startConnectProxy();
  process.env.HTTPS_PROXY = proxy.url;
  const events: ConnectEvent[] = [];
  const listen = (event: unknown) => events.push(event as ConnectEvent);
  subscribe(CONNECT_CHANNEL, listen);
  const certificates = scene.client();
  await HTTP_CLIENTS["undici request"]!(url("a.acme.test"), certificates);
  await HTTP_CLIENTS["https.get"]!(url("a.acme.test"), certificates);
  unsubscribe(CONNECT_CHANNEL, listen);
  await proxy.stop();
  expect(events.map(({ host, subject }) => [host, subject])).toEqual(
    Array.from({ length: 2 }, () => ["a.acme.test", "CN=a.acme.test, O=Throw-away"]),
  );
});

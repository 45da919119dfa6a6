// The certificate goes to the target, inside the proxy's tunnel; plain-process.test.ts has a proxy that asks for one.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
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

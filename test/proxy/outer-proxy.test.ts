// A proxy of the environment in front of ours: hosts with a certificate and those without are reached alike.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import type { CertificateProxy } from "../../src/runtime";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";
import { openTunnel } from "./support/tunnel";

const VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "ALL_PROXY"];
const HOSTS = ["due.localhost", "localhost"];
const environment = { ...process.env };

let scene: RuntimeScene;
let server: MtlsServer;
let outer: ConnectProxy;
let proxy: CertificateProxy;

beforeAll(async () => {
  scene = await RuntimeScene.create(HOSTS);
  await scene.declare("due.localhost", { subject: "due" });
  server = await scene.server({ rejectUnauthorized: false });
  outer = await startConnectProxy();
});
beforeEach(async () => {
  for (const name of VARIABLES) delete process.env[name];
  proxy = await scene.client().proxy({ report: () => undefined });
});
afterEach(() => proxy.close());
afterAll(async () => {
  process.env = environment;
  await outer.stop();
  await scene.stop();
});

/** What a client of the proxy is told of a host: the answer of its server, or why there is none. */
async function ask(host: string): Promise<string> {
  const { status, socket, body } = await openTunnel(proxy, `${host}:${server.port}`);
  if (status !== 200) return body;
  const ca = proxy.certificateAuthority + scene.authority.certificate;
  const tls = connectTls({ socket, servername: host, ca });
  tls.write(`GET / HTTP/1.1\r\nHost: ${host}:${server.port}\r\nConnection: close\r\n\r\n`);
  return (await text(tls)).split("\r\n\r\n").slice(1).join();
}

async function through(): Promise<{ readonly answers: string[]; readonly tunnels: number }> {
  const before = outer.tunnels.length;
  const answers: string[] = [];
  for (const host of HOSTS) answers.push(await ask(host));
  return { answers, tunnels: outer.tunnels.length - before };
}

const BOTH = [expect.stringContaining("due"), expect.stringContaining("no certificate")];

test.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY"])("%s names a proxy for both", async (variable) => {
  process.env[variable] = outer.url;
  expect(await through()).toEqual({ answers: BOTH, tunnels: 2 });
});

test.each(["localhost", "*", "LOCALHOST", "due.localhost:PORT localhost:PORT"])(
  "NO_PROXY=%s is for both",
  async (value) => {
    process.env.HTTPS_PROXY = outer.url;
    process.env.NO_PROXY = value.replaceAll("PORT", String(server.port));
    expect(await through()).toEqual({ answers: BOTH, tunnels: 0 });
  },
);

test.each(["calhost", "*localhost", "127.0.0.1"])("NO_PROXY=%s is for neither", async (value) => {
  process.env.HTTPS_PROXY = outer.url;
  process.env.NO_PROXY = value;
  expect(await through()).toEqual({ answers: BOTH, tunnels: 2 });
});

test.each(["proxy:3128", "http://user:p4ssw0rd#@proxy:3128", "socks5://user:p4ssw0rd@proxy:1080"])(
  "a variable that names no proxy (%s) is told to both, without its password",
  async (value) => {
    process.env.HTTPS_PROXY = value;
    const { answers } = await through();
    for (const answer of answers) {
      expect(answer).toContain("the environment variable HTTPS_PROXY ");
      expect(answer).not.toContain("p4ssw0rd");
    }
  },
);

test.each([
  ["nothing", ""],
  ["status 407", "HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n"],
])("a proxy that answers %s makes no tunnel for either", async (_, answer) => {
  const odd = createServer((socket) => {
    socket.on("error", () => undefined).once("data", () => socket.end(answer));
  });
  await once(odd.listen(0, "127.0.0.1"), "listening");
  process.env.HTTPS_PROXY = `http://user:p4ssw0rd@127.0.0.1:${(odd.address() as AddressInfo).port}`;
  const seen = server.requests.length;
  const { answers } = await through();
  for (const said of answers) expect(said).toMatch(/^(?!.*p4ssw0rd).*(?:tunnel|Tunnel|proxy)/s);
  expect(server.requests).toHaveLength(seen);
  odd.close();
});

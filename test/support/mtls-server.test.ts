import { once } from "node:events";
import { connect } from "node:http2";
import { Agent, request } from "undici";
import { Authority, type Issued } from "../../examples/support/pki";
import { type MtlsServer, type MtlsServerOptions, startMtlsServer } from "./mtls-server";

let authority: Authority;
let server: Issued;
let client: Issued;
const started: MtlsServer[] = [];

beforeAll(async () => {
  authority = await Authority.create("Test CA");
  server = await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] });
  client = await authority.issue("client.example");
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((running) => running.stop()));
});

async function start(options: Partial<MtlsServerOptions> = {}): Promise<MtlsServer> {
  const running = await startMtlsServer({ ...server, clientAuthority: authority.certificate, ...options });
  started.push(running);
  return running;
}

const certified = () => ({ ca: authority.certificate, cert: client.certificate, key: client.privateKey });

test("sees the client's certificate", async () => {
  const { port, requests } = await start();
  const agent = new Agent({ connect: certified() });
  const { statusCode, body } = await request(`https://localhost:${port}/health`, { dispatcher: agent });
  expect([statusCode, await body.text()]).toEqual([200, "client.example\n"]);
  expect(requests).toMatchObject([{ host: "localhost", path: "/health", subject: "client.example", authorized: true }]);
  await agent.close();
});

test("sends a client without a certificate away", async () => {
  const { port, requests, handshakeErrors } = await start();
  const agent = new Agent({ connect: { ca: authority.certificate } });
  await expect(request(`https://localhost:${port}/`, { dispatcher: agent })).rejects.toThrow();
  expect(requests).toEqual([]);
  expect(handshakeErrors).toHaveLength(1);
  await agent.close();
});

test("can let a client without a certificate in", async () => {
  const { port, requests } = await start({ rejectUnauthorized: false });
  const agent = new Agent({ connect: { ca: authority.certificate } });
  await request(`https://localhost:${port}/`, { dispatcher: agent });
  expect(requests).toMatchObject([{ subject: undefined, authorized: false }]);
  await agent.close();
});

test("redirects", async () => {
  const { port } = await start({ redirects: { "/old": "/new" } });
  const agent = new Agent({ connect: certified() });
  const { statusCode, headers } = await request(`https://localhost:${port}/old`, { dispatcher: agent });
  expect([statusCode, headers.location]).toEqual([302, "/new"]);
  await agent.close();
});

test("speaks HTTP/2", async () => {
  const { port, requests } = await start({ allowHttp2: true });
  const session = connect(`https://localhost:${port}`, certified());
  const stream = session.request({ ":path": "/h2" });
  stream.resume();
  await once(stream, "close");
  expect(requests).toMatchObject([{ host: "localhost", path: "/h2", subject: "client.example", httpVersion: "2.0" }]);
  session.close();
});

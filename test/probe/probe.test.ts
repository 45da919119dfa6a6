import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type Probed, probe, probeRefusal } from "../../src/probe/probe";
import type { ClientCertificates } from "../../src/runtime";
import { describeNginx } from "../support/describe-nginx";
import { startNginx } from "../support/nginx";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let other: RuntimeScene;
let certificates: ClientCertificates;
const servers: Server[] = [];

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  other = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost", { subject: "check" });
  certificates = scene.registry.client();
});
afterAll(async () => {
  await certificates.close();
  for (const server of servers) server.close();
  await Promise.all([scene.stop(), other.stop()]);
});

const ask = (
  port: number,
  { host = "localhost", timeoutMs }: { host?: string; timeoutMs?: number } = {},
): Promise<Probed> => probe(certificates, new URL(`https://${host}:${port}/`), timeoutMs);

async function listen<T extends Server>(server: T): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

const tls = () => ({ cert: scene.serverCertificate.certificate, key: scene.serverCertificate.privateKey });

test("a server that demands a certificate and takes ours: who it is, what was presented and why, and whose it takes", async () => {
  const { port } = await scene.server();
  expect(await ask(port)).toMatchObject({
    ok: true,
    verdict: "the certificate is presented, and demanded: HTTP 200",
    server: {
      subject: "CN=server, O=Throw-away",
      issuer: "CN=Test CA, O=Throw-away",
      trusted: true,
      protocol: "TLSv1.3",
    },
    presented: { subject: "CN=check, O=Throw-away", reason: "names the host in full; no other certificate matches" },
    without: { kind: "refused" },
    with: { kind: "answered", status: 200 },
    asks: true,
    demands: true,
    authorities: ["CN=Test CA, O=Throw-away"],
  });
});

test("a server that asks for a certificate, and answers without one", async () => {
  const { port } = await scene.server({ rejectUnauthorized: false });
  expect(await ask(port)).toMatchObject({ ok: true, asks: true, demands: false, without: { status: 200 } });
});

test("a server that does not ask", async () => {
  const port = await listen(createHttpsServer(tls(), (_, response) => response.end()));
  expect(await ask(port)).toMatchObject({
    ok: true,
    asks: false,
    demands: false,
    authorities: [],
    verdict: "the server does not ask for a certificate: HTTP 200 without it",
  });
});

test("a server of TLS 1.3 alone does not tell whose certificates it takes, and nothing is guessed", async () => {
  const options = { ...tls(), ca: scene.authority.certificate, requestCert: true, minVersion: "TLSv1.3" as const };
  const found = await ask(await listen(createHttpsServer(options, (_, response) => response.end())));
  expect(found).toMatchObject({ ok: true, demands: true });
  expect(found).not.toHaveProperty("asks");
  expect(found).not.toHaveProperty("authorities");
});

test("a server that refuses ours after the handshake is told apart from one that says nothing", async () => {
  const { port } = await scene.server({ clientAuthority: other.authority.certificate });
  expect(await ask(port)).toMatchObject({
    ok: false,
    with: { kind: "refused", reason: expect.stringContaining("closed the connection") },
    authorities: ["CN=Test CA, O=Throw-away"],
  });
  const silent = createHttpsServer({ ...tls(), requestCert: true, rejectUnauthorized: false }, () => undefined);
  expect(await ask(await listen(silent), { timeoutMs: 700 })).toMatchObject({
    ok: false,
    with: { kind: "silent", reason: "no answer in 700 ms" },
  });
  silent.closeAllConnections();
});

test("to a server that is not trusted no certificate is presented, and no request is sent", async () => {
  const { port, requests } = await other.server();
  const found = await ask(port);
  expect(found).toMatchObject({ ok: false, server: { trusted: false }, without: { kind: "untrusted" } });
  expect(found).not.toHaveProperty("with");
  expect(requests).toEqual([]);
});

test("a server that is not there, and one that speaks no TLS", async () => {
  const plain = createServer((socket) => socket.resume().end("hello")).on("error", () => undefined);
  const port = await listen(plain);
  expect(await ask(port)).toMatchObject({ ok: false, without: { kind: "refused" } });
  await new Promise((resolve) => plain.close(resolve));
  expect(await ask(port)).toMatchObject({ ok: false, verdict: expect.stringMatching(/^not reached: .*ECONNREFUSED/) });
});

test("a host without a certificate of ours is asked without one", async () => {
  const { port } = await scene.server({ rejectUnauthorized: false });
  const roots = scene.registry.client({ certificateAuthority: scene.authority.certificate });
  const found = await probe(roots, new URL(`https://127.0.0.1:${port}/`));
  await roots.close();
  expect(found).toMatchObject({ verdict: expect.stringContaining("no certificate of ours matches") });
  expect(found).not.toHaveProperty("presented");
});

describe("a server that is to refuse strangers", () => {
  const refuse = (port: number) => probeRefusal(certificates, new URL(`https://localhost:${port}/`));

  test("does: without certificate, with an expired and with a foreign one", async () => {
    const { port, requests } = await scene.server();
    expect(await refuse(port)).toMatchObject({
      ok: true,
      strangers: { expired: { kind: "refused" }, foreign: { kind: "refused" } },
    });
    expect(requests).toEqual([]);
  });

  test("does not: whoever it lets in is named", async () => {
    const { port } = await scene.server({ rejectUnauthorized: false });
    expect(await refuse(port)).toMatchObject({
      ok: false,
      verdict:
        "no certificate: answered HTTP 200; an expired certificate: answered HTTP 200; a foreign certificate: answered HTTP 200",
    });
  });

  test("is not said to refuse where it cannot be reached", async () => {
    expect(await refuse(1)).toMatchObject({ ok: false });
  });
});

describeNginx("nginx", () => {
  const start = (extra: string, clientAuthority = scene.authority.certificate) =>
    startNginx({ ...scene.serverCertificate, clientAuthority, extra });

  test.each(["TLSv1.2", "TLSv1.3"])(
    "which answers HTTP 400 without a certificate, demands one: %s",
    async (version) => {
      const nginx = await start(`ssl_protocols ${version};`);
      const found = await ask(nginx.port);
      await nginx.stop();
      expect(found).toMatchObject({
        ok: true,
        demands: true,
        without: { status: 400 },
        with: { status: 200 },
        server: { protocol: version },
      });
    },
  );

  test("which answers HTTP 400 to our certificate does not take it", async () => {
    const nginx = await start("", other.authority.certificate);
    const found = await ask(nginx.port);
    await nginx.stop();
    expect(found).toMatchObject({ ok: false, with: { status: 400 }, verdict: expect.stringContaining("HTTP 400") });
  });
});

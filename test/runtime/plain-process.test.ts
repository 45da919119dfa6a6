// The built package in a process of its own, without the realm that jest puts around a test.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startConnectProxy } from "../support/connect-proxy";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let server: MtlsServer;
let authorityFile: string;

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  server = await scene.server();
  await scene.declare("a.acme.test");
  await scene.declare("unknown.acme.test", { certificateAuthority: undefined });
  authorityFile = scene.write("ca.pem", scene.authority.certificate);
});
afterAll(() => scene.stop());

const url = (host: string) => `https://${host}:${server.port}/`;

async function check(
  urls: readonly string[],
  { install = false, env = {} }: { install?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Record<string, unknown>[]> {
  const given = JSON.stringify({ directory: scene.registry.directory, install, urls });
  const script = join(__dirname, "../support/plain-check.cjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, given], { env: { ...process.env, ...env } });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const both = <T extends object>(expected: T) => ["fetch", "https.get"].map((client) => ({ client, ...expected }));

test.each([false, true])(
  "Node's fetch and node:https present the right certificate; installed: %s",
  async (install) => {
    const seen = await check([url("a.acme.test")], { install });
    expect(seen).toEqual(both({ url: url("a.acme.test"), status: 200, body: "a.acme.test\n" }));
  },
);

test("the typed error is the cause of what fetch throws", async () => {
  const env = { NODE_EXTRA_CA_CERTS: authorityFile };
  expect(await check([url("none.acme.test")], { env })).toEqual(
    both({
      url: url("none.acme.test"),
      error: {
        typed: true,
        instance: true,
        code: "certificate-refused",
        host: "none.acme.test",
        message: expect.stringContaining("certificate_required"),
      },
    }),
  );
});

test("a server is verified by the roots that Node is told of, where the registration names no authority", async () => {
  const [untrusted] = await check([url("unknown.acme.test")]);
  expect(untrusted).toMatchObject({ error: { typed: true, code: "server-untrusted", host: "unknown.acme.test" } });
  const env = { NODE_EXTRA_CA_CERTS: authorityFile };
  const [trusted] = await check([url("unknown.acme.test")], { env });
  expect(trusted).toMatchObject({ status: 200, body: "unknown.acme.test\n" });
});

test("a proxy that is reached over TLS, and asks for a client certificate, gets none; the target does", async () => {
  const proxy = await startConnectProxy({
    tls: await scene.authority.issue("proxy", { purposes: ["server"], hosts: ["localhost"] }),
  });
  const env = { NODE_EXTRA_CA_CERTS: authorityFile, HTTPS_PROXY: proxy.url };
  const seen = await check([url("a.acme.test")], { env });
  await proxy.stop();
  expect(seen).toEqual(both({ url: url("a.acme.test"), status: 200, body: "a.acme.test\n" }));
  expect(proxy.tunnels.map(({ target, clientSubject }) => [target, clientSubject])).toEqual(
    both({}).map(() => [`a.acme.test:${server.port}`, undefined]),
  );
});

// secureContextFor: for clients that speak TLS by themselves.
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:tls";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let server: MtlsServer;

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  server = await scene.server({ rejectUnauthorized: false, allowHttp2: true });
  await scene.declare("www.acme.test");
});
afterEach(() => scene.closeClients());
afterAll(() => scene.stop());

test("tls.connect presents the certificate, and verifies the server by the registration's authority", async () => {
  const { secureContext, registration } = await scene.client().secureContextFor("https://www.acme.test/path");
  expect(registration).toMatchObject({ host: "www.acme.test", declaration: "Test/www-acme-test" });
  const socket = connect({ host: "127.0.0.1", port: server.port, servername: "www.acme.test", secureContext });
  await once(socket, "secureConnect");
  expect(socket.authorized).toBe(true);
  socket.end("GET / HTTP/1.1\r\nHost: www.acme.test\r\nConnection: close\r\n\r\n").resume();
  await once(socket, "close");
  expect(server.requests.at(-1)?.subject).toBe("www.acme.test");
});

test("http2.connect presents it, too", async () => {
  const { secureContext } = await scene.client().secureContextFor("www.acme.test");
  const options = { host: "127.0.0.1", servername: "www.acme.test", secureContext };
  const session = connectHttp2(`https://127.0.0.1:${server.port}`, options);
  const stream = session.request({ ":path": "/" });
  stream.resume().end();
  await once(stream, "close");
  session.close();
  expect(server.requests.at(-1)).toMatchObject({ httpVersion: "2.0", subject: "www.acme.test" });
});

test("a host without a certificate gets an ordinary context: that of `certificateAuthority`, or of the usual roots", async () => {
  for (const [certificateAuthority, authorized] of [
    [scene.authority.certificate, true],
    [undefined, false],
  ] as const) {
    const { secureContext, registration } = await scene
      .client({ certificateAuthority })
      .secureContextFor("none.acme.test");
    expect(registration).toBeNull();
    const options = { servername: "none.acme.test", secureContext, rejectUnauthorized: false };
    const socket = connect({ host: "127.0.0.1", port: server.port, ...options });
    await once(socket, "secureConnect");
    expect([socket.authorized, socket.getCertificate()]).toEqual([authorized, {}]);
    socket.destroy();
  }
});

test.each(["grpcs://WWW.Acme.Test:8443", "wss://www.acme.test/", "WWW.acme.test.:443"])(
  "%s is that host",
  async (host) => {
    const { registration } = await scene.client().secureContextFor(host);
    expect(registration?.host).toBe("www.acme.test");
  },
);

test("says what is wrong with a host", async () => {
  for (const host of ["a b", "file:///acme.test", "", "https://"]) {
    await expect(scene.client().secureContextFor(host)).rejects.toMatchObject({ code: "invalid-host" });
  }
});

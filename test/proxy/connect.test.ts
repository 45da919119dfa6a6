// CONNECT to odd names and ports, and with odd credentials: what is opened, and to whom.
import { once } from "node:events";
import { request } from "node:http";
import { connect as connectTls } from "node:tls";
import type { CertificateProxy } from "../../src/runtime";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";
import { openTunnel } from "./support/tunnel";

let scene: RuntimeScene;
let proxy: CertificateProxy;
let server: MtlsServer;
let port: string;
let connections = 0;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  await scene.declare("localhost", { subject: "check" });
  server = await scene.server({ rejectUnauthorized: false });
  server.server.on("connection", () => connections++);
  port = String(server.port);
  proxy = await scene.client().proxy({ report: () => undefined });
});
afterAll(async () => {
  await proxy.close();
  await scene.stop();
});
beforeEach(() => {
  connections = 0;
});

test.each([
  ["no port", "localhost"],
  ["an empty port", "localhost:"],
  ["port 0", "localhost:0"],
  ["port 65536", "localhost:65536"],
  ["a negative port", "localhost:-1"],
  ["a port with a sign", "localhost:+PORT"],
  ["a port with zeroes before it", "localhost:00000PORT"],
  ["a hexadecimal port", "localhost:0x1bb"],
  ["a port that is none", "localhost:4x"],
  ["two ports", "localhost:443:PORT"],
  ["no host", ":PORT"],
  ["a user", "user@localhost:PORT"],
  ["a user and a password", "user:password@localhost:PORT"],
  ["a URL", "https://localhost:PORT/"],
  ["a path", "localhost/x:PORT"],
  ["a path of a socket", "/var/run/x.sock:PORT"],
  ["a query", "localhost?x:PORT"],
  ["a fragment", "localhost#x:PORT"],
  ["a backslash", "localhost\\x:PORT"],
  ["a space", "a b:PORT"],
  ["a NUL", "localhost\0.other.example:PORT"],
  ["an encoded NUL", "localhost%00.other.example:PORT"],
  ["an encoded letter", "%6cocalhost:PORT"],
  ["a soft hyphen", "local%C2%ADhost:PORT"],
  ["what is not ASCII", "loc\xe1lhost:PORT"],
  ["a list", "localhost,other.example:PORT"],
  ["an empty label", "localhost..:PORT"],
  ["a leading dot", ".localhost:PORT"],
  ["a label of 64 characters", `${"a".repeat(64)}.localhost:PORT`],
  ["254 characters", `${"a.".repeat(122)}localhosts:PORT`],
  ["100,000 characters", `${"a".repeat(100_000)}:PORT`],
  ["brackets that do not close", "[::1:PORT"],
  ["brackets around a name", "[localhost]:PORT"],
  ["brackets around an IPv4 address", "[127.0.0.1]:PORT"],
  ["a zone", "[::1%lo]:PORT"],
  ["an encoded zone", "[::1%25lo]:PORT"],
  ["an IPv6 address without brackets", "::1:PORT"],
  ["a number beyond IPv4", "4294967296:PORT"],
])("CONNECT with %s opens nothing", async (_, authority) => {
  const { status } = await openTunnel(proxy, authority.replace("PORT", port));
  expect([400, 431, 502]).toContain(status);
  expect(connections).toBe(0);
});

/** Whom a client of the proxy sees, and whom the server saw. */
async function meet(authority: string): Promise<{ readonly issuer: string; readonly subject: string | undefined }> {
  const { socket, status } = await openTunnel(proxy, authority.replace("PORT", port));
  expect(status).toBe(200);
  const tls = connectTls({ socket, servername: "localhost", rejectUnauthorized: false });
  await once(tls, "secureConnect");
  const issuer = String(tls.getPeerCertificate().issuer.CN);
  tls.write(`GET / HTTP/1.1\r\nHost: ${authority.replace("PORT", port)}\r\n\r\n`);
  await once(tls, "data");
  tls.destroy();
  return { issuer, subject: server.requests.at(-1)!.subject };
}

test.each(["localhost:PORT", "LocalHost:PORT", "localhost.:PORT"])(
  "%s is a host that has a certificate, which is presented by the proxy alone",
  async (authority) => {
    expect(await meet(authority)).toEqual({
      issuer: expect.stringMatching(/^client-certificates proxy/),
      subject: "check",
    });
  },
);

test.each(["127.0.0.1:PORT", "[::ffff:127.0.0.1]:PORT", "127.1:PORT", "0x7f000001:PORT"])(
  "%s is another host, which is reached untouched",
  async (authority) => {
    expect(await meet(authority)).toEqual({ issuer: "Test CA", subject: undefined });
  },
);

describe("a credential", () => {
  const encoded = (text: string) => Buffer.from(text).toString("base64");
  const right = () => {
    const { username, password } = new URL(proxy.url);
    return { username, password, basic: `Basic ${encoded(`${username}:${password}`)}` };
  };

  test.each([
    ["that is missing", () => undefined],
    ["that is empty", () => ""],
    ["without a password", () => `Basic ${encoded(right().username)}`],
    ["with an empty password", () => `Basic ${encoded(`${right().username}:`)}`],
    ["of another user", () => `Basic ${encoded(`root:${right().password}`)}`],
    ["with less than the password", () => `Basic ${encoded(`${right().username}:${right().password.slice(0, -1)}`)}`],
    ["with more than the password", () => `Basic ${encoded(`${right().username}:${right().password}x`)}`],
    ["in other case", () => `Basic ${encoded(`${right().username}:${right().password.toUpperCase()}`)}`],
    ["that is not encoded", () => `Basic ${right().username}:${right().password}`],
    ["of another scheme", () => right().basic.replace("Basic", "Digest")],
    ["after another", () => `Basic eA==, ${right().basic}`],
    ["in its second field", () => `Basic eA==\r\nProxy-Authorization: ${right().basic}`],
    ["for the server", () => `Basic eA==\r\nAuthorization: ${right().basic}`],
  ])("%s opens nothing", async (_, authorization) => {
    const { status } = await openTunnel(proxy, `localhost:${port}`, { authorization: authorization() });
    expect(status).toBe(407);
    expect(connections).toBe(0);
  });

  test("of another run opens nothing", async () => {
    const other = await scene.client().proxy();
    const { username, password } = new URL(other.url);
    const authorization = `Basic ${encoded(`${username}:${password}`)}`;
    expect((await openTunnel(proxy, `localhost:${port}`, { authorization })).status).toBe(407);
    await other.close();
  });

  test("is asked for before a plain request, too, and is not sent on", async () => {
    const { port: at } = new URL(proxy.url);
    const ask = (headers: Record<string, string>) => fetchByProxy(at, `http://127.0.0.1:${at}/`, headers);
    expect(await ask({})).toBe(407);
    // The request reaches this proxy itself, which was not told the credential again.
    expect(await ask({ "proxy-authorization": right().basic })).toBe(407);
  });
});

async function fetchByProxy(at: string, url: string, headers: Record<string, string>): Promise<number> {
  const asked = request({ port: at, host: "127.0.0.1", path: url, headers }).end();
  const [response] = await once(asked, "response");
  response.resume();
  return response.statusCode;
}

// TLS options, one by one, beside plain Node and plain undici: with and without a certificate, straight and by a proxy.
import "reflect-metadata";
import { constants, X509Certificate } from "node:crypto";
import { once } from "node:events";
import https, { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { X509CrlGenerator } from "@peculiar/x509";
import { Agent, request } from "undici";
import { Authority, days, type Issued } from "../../examples/support/pki";
import { ClientCertificateError, type ClientCertificates, type TlsOptions } from "../../src/runtime";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy";
import { rootError } from "../support/http-clients";
import { loopback } from "../support/loopback";
import { RuntimeScene } from "../support/runtime-scene";

jest.setTimeout(60_000);

const DUE = "due.acme.test";
const NONE = "none.acme.test";

let scene: RuntimeScene;
let due: Issued;
let root: Authority;
let issuing: Authority;
let revocationList: string;
let proxy: ConnectProxy;
let server: Server;
let port: number;

beforeAll(async () => {
  scene = await RuntimeScene.create([]);
  root = await Authority.create("Server root");
  issuing = await root.intermediate("Server intermediate");
  due = await scene.declare(DUE, { certificateAuthority: undefined }).then(({ certificate, privateKey }) => {
    return { certificate, privateKey: privateKey ?? "" };
  });
  const hosts = ["*.acme.test"];
  const { certificate, privateKey } = await issuing.issue("server", { purposes: ["server"], hosts });
  const ask = { requestCert: true, rejectUnauthorized: false, ca: scene.authority.certificate };
  // Says what the client offered, and what came of it.
  server = createServer({ cert: certificate, key: privateKey, ...ask }, ({ socket }, response) => {
    const tls = socket as TLSSocket & { readonly servername: string };
    const { CN } = (tls.getPeerCertificate().subject ?? {}) as { CN?: string };
    const { name } = tls.getCipher();
    response.end(`${tls.getProtocol()} ${name} ${tls.servername} ${tls.alpnProtocol} ${CN ?? "no certificate"}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  proxy = await startConnectProxy();
  const { serialNumber } = new X509Certificate(certificate);
  const list = (
    await X509CrlGenerator.create({
      issuer: issuing.name,
      thisUpdate: days(-1),
      nextUpdate: days(1),
      entries: [{ serialNumber, revocationDate: days(-1) }],
      signingKey: issuing.keys.privateKey,
      signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    })
  ).toString("base64");
  revocationList = `-----BEGIN X509 CRL-----\n${list}\n-----END X509 CRL-----\n`;
});
afterEach(() => {
  delete process.env.HTTPS_PROXY;
  return scene.closeClients();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.stop();
  await scene.stop();
});

/** Of each, what it is to show; the values are made when the authorities are. */
const OPTIONS: Readonly<Record<string, () => TlsOptions>> = {
  "no option": () => ({}),
  minVersion: () => ({ minVersion: "TLSv1.3" }),
  maxVersion: () => ({ maxVersion: "TLSv1.2" }),
  "minVersion above maxVersion's default of the server": () => ({ minVersion: "TLSv1.3", maxVersion: "TLSv1.3" }),
  "ciphers of TLS 1.3": () => ({ ciphers: "TLS_CHACHA20_POLY1305_SHA256" }),
  "ciphers of TLS 1.2": () => ({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" }),
  "ciphers that the server has not": () => ({ maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-AES128-GCM-SHA256" }),
  "a ca that vouches for the server": () => ({ ca: root.certificate }),
  "a list of ca": () => ({ ca: [Buffer.from(scene.authority.certificate), Buffer.from(root.certificate)] }),
  "a ca that does not": () => ({ ca: scene.authority.certificate }),
  "an intermediate ca": () => ({ ca: issuing.certificate }),
  allowPartialTrustChain: () => ({ ca: issuing.certificate, allowPartialTrustChain: true }),
  servername: () => ({ servername: "other.acme.test" }),
  "a servername that the server has not": () => ({ servername: "www.other.test" }),
  secureOptions: () => ({ secureOptions: constants.SSL_OP_NO_TLSv1_3 }),
  sigalgs: () => ({ sigalgs: "ECDSA+SHA256" }),
  "sigalgs that the server cannot": () => ({ sigalgs: "RSA-PSS+SHA256" }),
  ecdhCurve: () => ({ ecdhCurve: "P-384" }),
  "ecdhCurve that the server cannot": () => ({ ecdhCurve: "brainpoolP256r1", maxVersion: "TLSv1.2" }),
  "rejectUnauthorized: false": () => ({ ca: scene.authority.certificate, rejectUnauthorized: false }),
  checkServerIdentity: () => ({ servername: "www.other.test", checkServerIdentity: () => undefined }),
  "a checkServerIdentity that refuses": () => ({
    checkServerIdentity: () => Object.assign(new Error("refused here"), { code: "REFUSED_HERE" }),
  }),
  crl: () => ({ crl: revocationList }),
  secureProtocol: () => ({ secureProtocol: "TLSv1_2_method" }),
  "dhparam, honorCipherOrder and sessionTimeout": () => ({ honorCipherOrder: true, sessionTimeout: 10 }),
};

const outcome = (answer: Promise<string>) =>
  answer.catch((thrown) => {
    const error = rootError(thrown);
    return String((ClientCertificateError.is(error) && rootError(error.cause).code) || error.code || error.message);
  });

function byHttps(host: string, agent: https.Agent, options: https.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get({ host, port, path: "/", agent, ...options }, async (response) => {
        resolve((await response.setEncoding("utf8").toArray()).join(""));
      })
      .on("error", reject);
  });
}

async function byUndici(host: string, dispatcher: Agent | ReturnType<ClientCertificates["dispatcher"]>) {
  const { body } = await request(`https://${host}:${port}/`, { dispatcher });
  return body.text();
}

const plain = (host: string, options: TlsOptions) => ({
  ...(host === DUE && { cert: due.certificate, key: due.privateKey }),
  ca: root.certificate,
  ...options,
});

describe.each([
  ["a host with a certificate", DUE],
  ["a host without one", NONE],
])("%s", (_, host) => {
  describe.each(Object.entries(OPTIONS))("%s", (_name, options) => {
    test.each([false, true])("means the same to agent() as to plain Node; by a proxy: %s", async (isProxied) => {
      const given = options();
      const plainAgent = new https.Agent({ lookup: loopback, keepAlive: false, ...plain(host, given) });
      const expected = await outcome(byHttps(host, plainAgent));
      if (isProxied) process.env.HTTPS_PROXY = proxy.url;
      const settings = { certificateAuthority: root.certificate };
      const forAll = scene.client({ ...settings, https: { lookup: loopback, ...given } }).agent();
      expect(await outcome(byHttps(host, forAll))).toBe(expected);
      const forOne = scene.client({ ...settings, https: { lookup: loopback } }).agent();
      expect(await outcome(byHttps(host, forOne, given))).toBe(expected);
      expect(await outcome(byHttps(host, forOne))).toBe(await outcome(byHttps(host, plainOf(host))));
    });

    test.each([false, true])("means the same to dispatcher() as to undici; by a proxy: %s", async (isProxied) => {
      const given = options();
      const agent = new Agent({ connect: { lookup: loopback, ...plain(host, given) } });
      const expected = await outcome(byUndici(host, agent));
      await agent.close();
      if (isProxied) process.env.HTTPS_PROXY = proxy.url;
      const connect = { lookup: loopback, ...given };
      const client = scene.client({ certificateAuthority: root.certificate, undici: { connect } });
      expect(await outcome(byUndici(host, client.dispatcher()))).toBe(expected);
    });
  });
});

const plainOf = (host: string) => new https.Agent({ lookup: loopback, keepAlive: false, ...plain(host, {}) });

test("what the options show is not the same for all: the comparison would notice", async () => {
  const outcomes = Object.entries(OPTIONS).map(async ([name, options]) => {
    const agent = new https.Agent({ lookup: loopback, keepAlive: false, ...plain(DUE, options()) });
    return [name, await outcome(byHttps(DUE, agent))] as const;
  });
  const seen = new Map(await Promise.all(outcomes));
  expect(seen.get("no option")).toMatch(/^TLSv1.3 \S+ due\.acme\.test false due\.acme\.test$/);
  expect(new Set(seen.values()).size).toBeGreaterThan(10);
});

describe("options that cannot be used", () => {
  test.each([
    ["minVersion", { minVersion: "TLSv9" }],
    ["ciphers", { ciphers: "no-such-cipher" }],
    ["ecdhCurve", { ecdhCurve: "no-such-curve" }],
    ["secureProtocol", { secureProtocol: "no_such_method" }],
    ["sigalgs", { sigalgs: "no+such" }],
    ["crl", { crl: "no list" }],
  ])("%s rejects the request, and is named", async (name, option) => {
    const bad = option as TlsOptions;
    const client = scene.client({
      undici: { connect: { lookup: loopback, ...bad } },
      https: { lookup: loopback, ...bad },
    });
    for (const host of [DUE, NONE]) {
      for (const answer of [byHttps(host, client.agent()), byUndici(host, client.dispatcher())]) {
        const error = await answer.catch(rootError);
        expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining(name) });
      }
    }
  });

  test.each([
    ["undici.connect.cert", { undici: { connect: { cert: "x" } } }],
    ["undici.connect.pfx", { undici: { connect: { pfx: "x" } } }],
    ["undici.connect.secureContext", { undici: { connect: { secureContext: {} } } }],
    ["undici.connect.ALPNProtocols", { undici: { connect: { ALPNProtocols: ["h2"] } } }],
    ["undici.connect", { undici: { connect: () => undefined } }],
    ["undici.factory", { undici: { factory: () => new Agent() } }],
    ["https.key", { https: { key: "x" } }],
    ["https.secureContext", { https: { secureContext: {} } }],
  ])("%s is refused when the client is made", (name, options) => {
    expect(() => scene.client(options as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(`${name} `) }),
    );
  });

  test.each(["cert", "key"] as const)(
    "half a certificate of a request's own, %s, is refused: Node would present none",
    async (half) => {
      const agent = scene.client({ certificateAuthority: root.certificate }).agent();
      const own = { cert: due.certificate, key: due.privateKey };
      const error = await byHttps(DUE, agent, { [half]: own[half] }).catch(rootError);
      expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining(half) });
    },
  );
});

test("ALPNProtocols of agent() reach the server, as in plain Node", async () => {
  const given = { ALPNProtocols: ["http/1.1", "own"] };
  const agent = scene.client({ certificateAuthority: root.certificate, https: { lookup: loopback, ...given } }).agent();
  expect(await byHttps(DUE, agent)).toMatch(/ http\/1\.1 due\.acme\.test$/);
});

test("a request's own certificate goes by the proxy, too", async () => {
  process.env.HTTPS_PROXY = proxy.url;
  const own = await scene.authority.issue("own");
  const agent = scene.client().agent();
  const options = { cert: own.certificate, key: own.privateKey, ca: root.certificate };
  const tunnels = proxy.tunnels.length;
  expect(await byHttps(DUE, agent, options)).toMatch(/ own$/);
  expect(proxy.tunnels).toHaveLength(tunnels + 1);
});

test("a server that asks after the handshake, for one path: with TLS 1.2, as in plain Node", async () => {
  const { certificate, privateKey } = await root.issue("late", { purposes: ["server"], hosts: [DUE] });
  // A session that is resumed shows no certificate.
  const secureOptions = constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION;
  const late = createServer(
    { cert: certificate, key: privateKey, ca: scene.authority.certificate, secureOptions },
    (message, response) => {
      const socket = message.socket as TLSSocket;
      const answer = () => {
        const { CN } = (socket.getPeerCertificate().subject ?? {}) as { CN?: string };
        response.end(CN ?? "no certificate");
      };
      if (message.url !== "/secret") answer();
      else
        socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, (error) =>
          error ? response.end(String(error)) : answer(),
        );
    },
  ).listen(0, "127.0.0.1");
  await once(late, "listening");
  const at = { port: (late.address() as AddressInfo).port };
  const client = scene.client({
    certificateAuthority: root.certificate,
    https: { lookup: loopback, maxVersion: "TLSv1.2" },
    undici: { connect: { lookup: loopback, maxVersion: "TLSv1.2" } },
  });
  const plainAgent = new https.Agent({ lookup: loopback, keepAlive: false, ...plain(DUE, { maxVersion: "TLSv1.2" }) });
  for (const agent of [plainAgent, client.agent()]) {
    expect(await byHttps(DUE, agent, { ...at, path: "/" })).toBe("no certificate");
    expect(await byHttps(DUE, agent, { ...at, path: "/secret" })).toBe(DUE);
  }
  const { body } = await request(`https://${DUE}:${at.port}/secret`, { dispatcher: client.dispatcher() });
  expect(await body.text()).toBe(DUE);
  late.closeAllConnections();
  late.close();
});

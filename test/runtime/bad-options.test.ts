// What is wrong with an option or with the environment rejects the request, by a name, and ends nothing else.
import { request } from "undici";
import { proxiesOf } from "../../src/proxy/environment-proxies";
import { ClientCertificates, type ConnectionOptions } from "../../src/runtime";
import { httpsGet, rootError } from "../support/http-clients";
import { loopback } from "../support/loopback";
import { RuntimeScene } from "../support/runtime-scene";

const VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"] as const;
const PASSWORD = "p4ssw0rd";

let scene: RuntimeScene;
let port: number;

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  await scene.declare("due.acme.test");
  port = (await scene.server()).port;
});
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  return scene.closeClients();
});
afterAll(() => scene.stop());

/** The errors of every client, for a host with a certificate and for one without. */
async function errors(options: ConnectionOptions = {}, clients = ["dispatcher", "fetch", "agent"]): Promise<Error[]> {
  const certificates = scene.client(options);
  const sent = ["due", "none"].flatMap((name) => {
    const url = `https://${name}.acme.test:${port}/`;
    return [
      ...(clients.includes("dispatcher") ? [request(url, { dispatcher: certificates.dispatcher() })] : []),
      ...(clients.includes("fetch") ? [certificates.fetch(url)] : []),
      ...(clients.includes("agent") ? [httpsGet(url, certificates.agent())] : []),
    ];
  });
  return Promise.all(sent.map((one) => Promise.resolve<unknown>(one).then(() => new Error("answered"), rootError)));
}

describe.each(VARIABLES)("%s", (variable) => {
  test.each([
    ["has no scheme", "proxy.corp:3128", /\(proxy\.corp:3128\): write http:\/\/proxy\.corp:3128$/],
    ["has half a scheme", "//proxy.corp:3128", /write http:\/\/proxy\.corp:3128$/],
    ["is SOCKS", "socks5://proxy.corp:1080", /not supported.*http:\/\/ and https:\/\/ are/],
    ["is of another protocol", "ftp://proxy.corp", /not supported/],
    ["has no host", "http://", /is not the URL of a proxy/],
    ["has an impossible port", "http://proxy.corp:99999", /is not the URL of a proxy/],
    ["has # in its password", `http://user:${PASSWORD}#@proxy.corp:3128`, /# as %23/],
    ["has # after digits in its password", `http://user:12#${PASSWORD}@proxy.corp:3128`, /# as %23/],
    ["has / in its password", `http://user:1/${PASSWORD}@proxy.corp:3128`, /percent-encoded/],
    ["has ? in its password", `http://user:1?${PASSWORD}@proxy.corp:3128`, /percent-encoded/],
    ["has % in its password", `http://user:%zz${PASSWORD}@proxy.corp:3128`, /% as %25/],
    ["has credentials and no host", `http://user:${PASSWORD}`, /is not the URL of a proxy: write/],
    ["has credentials, no scheme and no host", `user:${PASSWORD}`, /is not the URL of a proxy: write/],
    ["has credentials and no scheme", `user:${PASSWORD}@proxy.corp:3128`, /write http:\/\/user:password@host:port$/],
  ])("that %s is named, and no password shown", async (_, value, message) => {
    process.env[variable] = value;
    for (const error of await errors()) {
      expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringMatching(message) });
      expect(error.message).toContain(`the environment variable ${variable} `);
      expect(`${error.stack}${JSON.stringify(error)}${error.cause}`).not.toContain(PASSWORD);
    }
  });
});

test("a password with @ in it, or encoded, is one", () => {
  for (const HTTPS_PROXY of ["http://user:a@b@proxy.corp:3128", "http://user:%23%2F@proxy.corp:3128/"]) {
    expect(proxiesOf({ HTTPS_PROXY })).toEqual({ httpProxy: "", httpsProxy: HTTPS_PROXY });
  }
  expect(proxiesOf({ HTTP_PROXY: "http://a.corp" })).toEqual({
    httpProxy: "http://a.corp",
    httpsProxy: "http://a.corp",
  });
  expect(proxiesOf({ HTTPS_PROXY: "", https_proxy: "" })).toBeUndefined();
});

test.each([
  ["pipelining", { pipelining: -1 }],
  ["connections", { connections: -1 }],
  ["keepAliveTimeout", { keepAliveTimeout: -1 }],
  ["bodyTimeout", { bodyTimeout: -1 }],
  ["headersTimeout", { headersTimeout: "soon" as never }],
  ["maxHeaderSize", { maxHeaderSize: -1 }],
  ["maxCachedSessions", { connect: { lookup: loopback, maxCachedSessions: -1 } as never }],
])("undici.%s that undici does not take is named", async (name, undici) => {
  for (const isProxied of [false, true]) {
    if (isProxied) process.env.HTTPS_PROXY = "http://localhost:1";
    for (const error of await errors({ undici }, ["dispatcher", "fetch"])) {
      expect(error).toMatchObject({
        code: "invalid-argument",
        message: expect.stringMatching(`option undici.*${name}`),
      });
    }
  }
});

test.each([
  ["scheduling", { scheduling: "none" as never }],
  ["maxTotalSockets", { maxTotalSockets: -1 }],
])("https.%s that Node does not take is named by agent()", (name, options) => {
  expect(() => scene.client({ https: options }).agent()).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringMatching(`option https.*${name}`) }),
  );
});

describe("what is no option, host or directory is refused at once, by a typed error", () => {
  const source = { description: "s", resolve: async (host: string) => ({ host, certificate: null }), secret: never };
  async function never(): Promise<never> {
    throw new Error("never");
  }
  const made = () => new ClientCertificates({ source: { ...source, close() {} } });

  test.each<[string, unknown]>([
    ["none", undefined],
    ["null", null],
    ["no registry", {}],
    ["a registry whose variable is not set", { registry: process.env.NOT_SET }],
    ["an empty registry", { registry: "" }],
    ["a number for a registry", { registry: 5 }],
    ["a source that is none", { source: {} }],
    ["a source and a registry", { registry: "acme", source: {} }],
    ["authorities that are none", { registry: "acme", certificateAuthority: "certs/ca.pem" }],
    ["options that are none", { registry: "acme", https: 5 }],
  ])("%s", (_, options) => {
    expect(() => new ClientCertificates(options as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });

  test.each([undefined, null, 5, {}, [], Symbol("host")])("%p for a host", async (host) => {
    for (const ask of ["resolve", "explain", "secureContextFor"] as const)
      await expect(made()[ask](host as never)).rejects.toMatchObject({ code: "invalid-host" });
  });

  test("a URL object is a host", async () => {
    expect(await made().resolve(new URL("https://WWW.acme.test./"))).toMatchObject({ host: "www.acme.test" });
  });

  test.each([undefined, null, "", 5])("%p for a directory", (directory) => {
    expect(() => ClientCertificates.fromSynth(directory as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });

  test.each([Number.NaN, -1, "5", null])("%p for how long to wait at the end", async (timeoutMs) => {
    await expect(made().close({ timeoutMs: timeoutMs as never })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

test("close that may take for ever ends nothing", async () => {
  const certificates = scene.client();
  const answer = await certificates.fetch(`https://due.acme.test:${port}/`);
  const closed = certificates.close({ timeoutMs: Number.POSITIVE_INFINITY });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await answer.text()).toBeTruthy();
  await closed;
});

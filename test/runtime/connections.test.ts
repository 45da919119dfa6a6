// What is presented on a connection, whom it trusts, what is told about it, and what is not.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { inspect } from "node:util";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { request } from "undici";
import { Authority, days, encryptKey } from "../../examples/support/pki";
import { CONNECT_CHANNEL, SELECT_CHANNEL } from "../../src/runtime";
import { HTTP_CLIENTS, httpsGet, rootError } from "../support/http-clients";
import { loopback } from "../support/loopback";
import type { MtlsServer } from "../support/mtls-server";
import { type OpensslServer, startOpensslServer } from "../support/openssl-server";
import { opensslBundle } from "../support/pkcs12";
import { RuntimeScene } from "../support/runtime-scene";

jest.setTimeout(60_000);

let scene: RuntimeScene;
let server: MtlsServer;
let optional: MtlsServer;

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  server = await scene.server();
  optional = await scene.server({ rejectUnauthorized: false });
});
afterEach(() => scene.closeClients());
afterAll(() => scene.stop());

// Node's fetch takes errors of jest's realm for none; the scenario of node-versions.test.ts has it.
const CLIENTS = Object.entries(HTTP_CLIENTS).filter(([name]) => name !== "fetch");

async function refusal(url: string, get: (typeof HTTP_CLIENTS)[string], client = scene.client()) {
  const error = await get(url, client).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!error) throw new Error(`${url} was answered`);
  return rootError(error) as Error & { code: string; host: string };
}

describe.each(["tls1_2", "tls1_3"] as const)("the refusal of an OpenSSL server, %s", (protocol) => {
  let refusing: OpensslServer;

  beforeAll(async () => {
    refusing = await startOpensslServer({
      ...scene.serverCertificate,
      clientAuthority: scene.authority.certificate,
      protocol,
    });
  });
  afterAll(() => refusing.stop());

  describe.each(CLIENTS)("%s", (_, get) => {
    test.each([
      ["unknown_ca", {}],
      ["certificate_expired", { notAfter: days(-1), notBefore: days(-9) }],
      ["unsupported_certificate", { purposes: ["server"] as const }],
    ])("names the alert %s and the certificate", async (alert, issue) => {
      const host = `${alert.replaceAll("_", "-")}.acme.test`;
      const issuer = alert === "unknown_ca" ? await Authority.create("Stranger") : scene.authority;
      const issued = await issuer.issue(`subject of ${host}`, issue);
      await scene.registry.add({ host, ...issued, certificateAuthority: scene.authority.certificate });
      const error = await refusal(`https://${host}:${refusing.port}/`, get);
      expect(error).toMatchObject({ code: "certificate-refused", host });
      expect(error.message).toContain(`TLS alert ${alert}`);
      expect(error.message).toContain(`CN=subject of ${host}`);
      expect(error.message).toMatch(/certificate of Test\/.*SHA-256 [0-9A-F:]{95}/);
      expect(error.cause).toMatchObject({ message: expect.stringContaining("SSL alert number") });
    });
  });
});

test.each(CLIENTS)("a server that closes without an alert may mean the certificate, by %s", async (_, get) => {
  const issued = await (await Authority.create("Stranger")).issue("stranger");
  await scene.registry.add({
    host: "silent.acme.test",
    ...issued,
    certificateAuthority: scene.authority.certificate,
  });
  const error = await refusal(`https://silent.acme.test:${server.port}/`, get);
  expect(error).toMatchObject({ code: "ECONNRESET", host: "silent.acme.test" });
  expect(error.message).toMatch(/closed the connection after the TLS handshake.*Presented was .*CN=stranger/);
});

describe.each(CLIENTS)("trust in the server, by %s", (_, get) => {
  test("without a custom authority, the usual roots: the missing authority is named", async () => {
    await scene.declare("roots.acme.test", { certificateAuthority: undefined });
    const error = await refusal(`https://roots.acme.test:${server.port}/`, get);
    expect(error).toMatchObject({ code: "server-untrusted", host: "roots.acme.test" });
    expect(error.message).toContain("comes from CN=Test CA, O=Throw-away, which is not among the usual roots");
    expect(error.message).toContain("certificateAuthorityPath of Test/roots-acme-test");
  });

  test("with a custom authority, that one only", async () => {
    const other = await Authority.create("Other CA");
    await scene.declare("custom.acme.test", { certificateAuthority: other.certificate });
    const trusting = scene.client({ certificateAuthority: scene.authority.certificate });
    const error = await refusal(`https://custom.acme.test:${server.port}/`, get, trusting);
    expect(error).toMatchObject({ code: "server-untrusted", host: "custom.acme.test" });
    expect(error.message).toContain("not among the certificate authorities that Test/custom-acme-test declares");
  });

  test("an authority inside a PKCS#12 bundle vouches for no server", async () => {
    const issued = await scene.authority.issue("bundle.acme.test");
    const bundle = { pkcs12: opensslBundle(issued, "pw", scene.authority.certificate), passphrase: "pw" };
    await scene.registry.add({ host: "bundle.acme.test", certificate: issued.certificate, ...bundle });
    const error = await refusal(`https://bundle.acme.test:${server.port}/`, get);
    expect(error).toMatchObject({ code: "server-untrusted", host: "bundle.acme.test" });
  });

  test("a server of another name is not trusted", async () => {
    await scene.declare("www.other.test");
    const error = await refusal(`https://www.other.test:${server.port}/`, get);
    expect(error).toMatchObject({ code: "server-untrusted", host: "www.other.test" });
    expect(error.message).toContain("altnames");
  });
});

test("TLS sessions are shared by the connections of one certificate, and never between certificates", async () => {
  await scene.declare("session.acme.test", { subject: "session-1" });
  await scene.declare("other.acme.test", { subject: "session-2" });
  const certificates = scene.client({
    undici: { connect: { lookup: loopback }, pipelining: 0 },
    https: { lookup: loopback, keepAlive: false },
  });
  const before = optional.requests.length;
  for (const get of [HTTP_CLIENTS["undici request"]!, HTTP_CLIENTS["https.get"]!]) {
    for (const host of ["session.acme.test", "other.acme.test", "session.acme.test", "other.acme.test"]) {
      await get(`https://${host}:${optional.port}/`, certificates);
      // The server's session ticket follows its answer.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const seen = optional.requests.slice(before);
  expect(seen.map(({ subject }) => subject)).toEqual(
    Array.from({ length: 4 }, () => ["session-1", "session-2"]).flat(),
  );
});

test("a certificate that a request names itself is the one that is presented", async () => {
  await scene.declare("own.acme.test", { subject: "registered" });
  const own = await scene.authority.issue("own");
  const https = await import("node:https");
  const agent = scene.client().agent();
  const options = { agent, cert: own.certificate, key: own.privateKey, ca: scene.authority.certificate };
  const status = await new Promise((resolve, reject) => {
    https
      .get(`https://own.acme.test:${server.port}/`, options, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on("error", reject);
  });
  expect([status, server.requests.at(-1)?.subject]).toEqual([200, "own"]);
});

test("a client of the AWS SDK that is given the agent presents the certificate", async () => {
  await scene.declare("sdk.acme.test");
  const gateway = await scene.server({
    handler: (_, response) => (response as ServerResponse).writeHead(200).end('{"SecretString":"an answer"}'),
  });
  const client = new SecretsManagerClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    endpoint: `https://sdk.acme.test:${gateway.port}`,
    requestHandler: { httpsAgent: scene.client().agent() },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "any" }));
  expect([SecretString, gateway.requests.at(-1)?.subject]).toEqual(["an answer", "sdk.acme.test"]);
});

test("one connection a host presents the certificate, carries every request, and has a refusal explained", async () => {
  await scene.declare("one.acme.test");
  const undici = { connect: { lookup: loopback }, connections: 1 };
  const certificates = scene.client({ undici, certificateAuthority: scene.authority.certificate });
  const get = HTTP_CLIENTS["undici request"]!;
  const before = server.requests.length;
  const connected: unknown[] = [];
  const note = (event: unknown) => connected.push(event);
  subscribe(CONNECT_CHANNEL, note);
  await Promise.all(Array.from({ length: 5 }, () => get(`https://one.acme.test:${server.port}/`, certificates)));
  unsubscribe(CONNECT_CHANNEL, note);
  expect(server.requests.slice(before).map(({ subject }) => subject)).toEqual(Array(5).fill("one.acme.test"));
  expect(connected).toEqual([expect.objectContaining({ host: "one.acme.test", pattern: "one.acme.test" })]);
  const error = await refusal(`https://nobody.acme.test:${server.port}/`, get, certificates);
  expect(error).toMatchObject({ code: "certificate-refused", host: "nobody.acme.test" });
});

describe("HTTP/2", () => {
  const http2 = { undici: { connect: { lookup: loopback }, allowH2: true } };

  test("is spoken where it is allowed and the server offers it", async () => {
    const h2 = await scene.server({ allowHttp2: true });
    await scene.declare("h2.acme.test");
    const certificates = scene.client(http2);
    const get = HTTP_CLIENTS["undici request"]!;
    await Promise.all(Array.from({ length: 10 }, () => get(`https://h2.acme.test:${h2.port}/`, certificates)));
    expect(h2.requests).toHaveLength(10);
    for (const seen of h2.requests) expect(seen).toMatchObject({ httpVersion: "2.0", subject: "h2.acme.test" });
    await scene.closeClients();
    await scene.client().dispatcher().close();
  });

  test("has the server's refusal explained, too", async () => {
    const h2 = await scene.server({ allowHttp2: true });
    const certificates = scene.client({ ...http2, certificateAuthority: scene.authority.certificate });
    const error = await refusal(`https://none.acme.test:${h2.port}/`, HTTP_CLIENTS["undici request"]!, certificates);
    expect(error).toMatchObject({ code: "certificate-refused", host: "none.acme.test" });
  });
});

test("events tell which certificate went where", async () => {
  await scene.declare("*.events.acme.test", { subject: "events" });
  const withNames = await scene.server({
    ...(await scene.authority.issue("server", { purposes: ["server"], hosts: ["a.events.acme.test"] })),
  });
  const events: unknown[] = [];
  const listen = (event: unknown, channel: string | symbol) => events.push([channel, event]);
  subscribe(SELECT_CHANNEL, listen);
  subscribe(CONNECT_CHANNEL, listen);
  const certificates = scene.client({ certificateAuthority: scene.authority.certificate });
  const url = `https://a.events.acme.test:${withNames.port}/`;
  await HTTP_CLIENTS["undici request"]!(url, certificates);
  // undici takes a moment to see that a connection is free.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await HTTP_CLIENTS["undici request"]!(url, certificates);
  await HTTP_CLIENTS["https.get"]!(`https://none.acme.test:${optional.port}/`, certificates);
  unsubscribe(SELECT_CHANNEL, listen);
  unsubscribe(CONNECT_CHANNEL, listen);

  const { fingerprint256 } = (await certificates.resolve(url)).certificate!;
  const certificate = {
    host: "a.events.acme.test",
    pattern: "*.events.acme.test",
    declaration: "Test/--events-acme-test",
    subject: "CN=events, O=Throw-away",
    fingerprint256,
  };
  expect(events).toEqual([
    [SELECT_CHANNEL, { ...certificate, cached: false, stale: false }],
    [CONNECT_CHANNEL, { ...certificate, port: withNames.port }],
    [SELECT_CHANNEL, { ...certificate, cached: true, stale: false }],
    [SELECT_CHANNEL, { host: "none.acme.test", cached: false, stale: false }],
    [CONNECT_CHANNEL, { host: "none.acme.test", port: optional.port }],
  ]);
});

test("neither key nor passphrase can be seen from outside", async () => {
  const PASSPHRASE = "nobody may see this";
  const { privateKey } = await scene.authority.issue("secret.acme.test");
  const issued = await scene.authority.issue("secret.acme.test");
  const encrypted = encryptKey(issued.privateKey, PASSPHRASE);
  await scene.declare("secret.acme.test", { ...issued, privateKey: encrypted, passphrase: PASSPHRASE });
  await scene.declare("wrong.acme.test", { privateKey: encryptKey(privateKey, PASSPHRASE), passphrase: "not this" });

  const certificates = scene.client();
  const dispatcher = certificates.dispatcher();
  const agent = certificates.agent();
  const shown: string[] = [];
  const show = (...values: unknown[]) => {
    const seen: unknown[] = [];
    const plain = (_: string, value: unknown) => {
      if (typeof value === "bigint") return String(value);
      if (typeof value !== "object" || value === null) return value;
      if (seen.includes(value)) return "(seen)";
      seen.push(value);
      return value;
    };
    for (const value of values) {
      shown.push(
        inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, customInspect: true }),
      );
      shown.push(inspect(value, { depth: 20, showHidden: true, maxArrayLength: null, customInspect: false }));
      shown.push(JSON.stringify(value, plain) ?? "");
      if (value instanceof Object && "stack" in value) shown.push(String(value.stack));
    }
  };

  const { body } = await request(`https://secret.acme.test:${server.port}/`, { dispatcher });
  show(body, certificates, dispatcher, agent, await certificates.explain("secret.acme.test"));
  await body.dump();
  await httpsGet(`https://secret.acme.test:${server.port}/`, agent);
  show(certificates, dispatcher, agent, agent.freeSockets);
  for (const get of Object.values(HTTP_CLIENTS)) {
    show(await get(`https://wrong.acme.test:${server.port}/`, certificates).catch((error) => error));
    show(await get(`https://secret.acme.test:1/`, certificates).catch((error) => error));
  }

  const keyBody = (pem: string) => pem.split("\n")[1]!;
  const secrets = [PASSPHRASE, keyBody(encrypted), keyBody(issued.privateKey), keyBody(privateKey), "PRIVATE KEY"];
  const all = shown.join("\n");
  expect(all.length).toBeGreaterThan(10_000);
  for (const secret of secrets) expect(all.includes(secret)).toBe(false);
  // The wrong passphrase was noticed, and not shown.
  expect(all.includes("is not opened by its passphrase")).toBe(true);
  expect(all.includes("not this")).toBe(false);
});

test("a synth is noticed", async () => {
  await scene.declare("synth.acme.test", { subject: "first synth" });
  const certificates = scene.client({ timeToLiveMs: 0 });
  const url = `https://synth.acme.test:${server.port}/`;
  const get = HTTP_CLIENTS["https.get"]!;
  expect((await get(url, certificates)).body).toBe("first synth\n");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await scene.declare("synth.acme.test", { subject: "second synth" });
  writeFileSync(
    join(scene.registry.directory, "manifest.json"),
    JSON.stringify({ stacks: { test: { workingDirectory: "stacks/test" } } }),
  );
  expect((await get(url, certificates)).body).toBe("second synth\n");
});

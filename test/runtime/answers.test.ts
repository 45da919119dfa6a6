// What the registry's function and Secrets Manager may say instead of an answer: no request goes without its certificate.
import { createPrivateKey } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { request } from "undici";
import { Authority, type Issued } from "../../examples/support/pki";
import { ClientCertificates, REGISTRY_CHANNEL, type RegistryEvent } from "../../src/runtime";
import type { Registration } from "../../src/wire/registration";
import { keyPem } from "../support/certificates";
import { pem } from "../support/der";
import { httpsGet, rootError } from "../support/http-clients";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { registrationOf } from "../support/test-registry";

const HOST = "due.acme.test";
const CANARY = "CANARY";

interface Said {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let authority: Authority;
let server: MtlsServer;
let issued: Issued;
let registration: Registration;
/** What the stand-in for AWS says. */
let lambda: Said;
let secret: Said;
const clients: ClientCertificates[] = [];
const environment = { ...process.env };

const aws = createServer(async (asked, response) => {
  for await (const _ of asked);
  const { status = 200, body, headers } = asked.url?.includes("/functions/") ? lambda : secret;
  response.writeHead(status, headers).end(body);
});

const answer = (change: object = {}): Said => ({
  body: JSON.stringify({ host: HOST, certificate: registration, ...change }),
});
const certificate = (change: object): Said => answer({ certificate: { ...registration, ...change } });
const value = (text: string): Said => ({ body: JSON.stringify({ SecretString: text }) });

beforeAll(async () => {
  authority = await Authority.create("CA");
  issued = await authority.issue("due");
  registration = registrationOf("r", { host: HOST, ...issued, certificateAuthority: authority.certificate }, 0);
  server = await startMtlsServer({
    ...(await authority.issue("server", { purposes: ["server"], hosts: [HOST] })),
    clientAuthority: authority.certificate,
    rejectUnauthorized: false,
  });
  aws.listen(0, "127.0.0.1");
  await once(aws, "listening");
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  });
});

beforeEach(() => {
  lambda = answer();
  secret = value(JSON.stringify({ privateKey: issued.privateKey }));
});

afterEach(() => Promise.all(clients.splice(0).map((it) => it.close())));

afterAll(async () => {
  await server.stop();
  aws.close();
  aws.closeAllConnections();
  process.env = environment;
});

function client(options: object = {}): ClientCertificates {
  const made = new ClientCertificates({ registry: "r", ...toLoopback, ...options });
  clients.push(made);
  return made;
}

async function get(certificates: ClientCertificates): Promise<string> {
  const { body } = await request(`https://${HOST}:${server.port}/`, { dispatcher: certificates.dispatcher() });
  return (await body.text()).trim();
}

/** The error of a request; none reached the server. */
async function refused(certificates = client()): Promise<Error & { code?: string }> {
  const before = server.requests.length;
  const errors = [
    await get(certificates).then(String, rootError),
    await httpsGet(`https://${HOST}:${server.port}/`, certificates.agent()).then(String, rootError),
  ];
  expect(server.requests.slice(before)).toEqual([]);
  expect(inspect(errors, { depth: 9, showHidden: true })).not.toContain(CANARY);
  return errors[0] as Error;
}

test("a whole answer is believed", async () => {
  expect(await get(client())).toBe("due");
});

const NO_ANSWERS: Readonly<Record<string, () => Said>> = {
  nothing: () => ({ body: "" }),
  HTML: () => ({ body: "<html>" }),
  null: () => ({ body: "null" }),
  "a text": () => ({ body: '"hi"' }),
  "an empty text": () => ({ body: '""' }),
  "a number": () => ({ body: "5" }),
  true: () => ({ body: "true" }),
  "an empty object": () => ({ body: "{}" }),
  "an empty list": () => ({ body: "[]" }),
  "a list of answers": () => ({ body: `[${answer().body}]` }),
  "an answer that was cut off": () => ({ body: answer().body.slice(0, 200) }),
  "an error that is null": () => answer({ error: null }),
  "an error that is a text": () => ({ body: '{"error":"boom"}' }),
  "an error without a message": () => ({ body: '{"error":{"code":"x"}}' }),
  "the message of a failure": () => ({ body: '{"errorMessage":"Task timed out","errorType":"x"}' }),
  "a status as of a web server": () => ({ body: '{"statusCode":200,"body":"{}"}' }),
  "an answer for no host": () => answer({ host: undefined }),
  "an answer for another host": () => ({ body: JSON.stringify({ host: "other.test", certificate: null }) }),
  "the certificate of another host": () => answer({ host: "other.test" }),
  "a host that is a list": () => answer({ host: [HOST] }),
  "no certificate field": () => answer({ certificate: undefined }),
  "a certificate that is {}": () => answer({ certificate: {} }),
  "a certificate that is a list": () => answer({ certificate: [] }),
  "a certificate that is false": () => answer({ certificate: false }),
  "a certificate that is an empty text": () => answer({ certificate: "" }),
  "a certificate that is 0": () => answer({ certificate: 0 }),
  "PEM that is none": () => certificate({ certificate: "garbage" }),
  "PEM that was cut off": () => certificate({ certificate: registration.certificate.slice(0, 200) }),
  "PEM of another thing": () =>
    certificate({ certificate: "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n" }),
  "PEM that is a list": () => certificate({ certificate: [registration.certificate] }),
  "an authority that is none": () => certificate({ certificateAuthority: "garbage" }),
  "no name of the secret": () => certificate({ secretName: undefined }),
  "a secret's name that is null": () => certificate({ secretName: null }),
  "a fingerprint that is a number": () => certificate({ fingerprint256: 5 }),
  "the fingerprint of another certificate": () => certificate({ fingerprint256: "AB:".repeat(31).concat("CD") }),
  "a certificate for another host": () => certificate({ host: "other.test" }),
  "a certificate for hosts below another one": () => certificate({ host: "{a,*}.other.test" }),
  "an end that is no day": () => certificate({ notAfter: "2099-02-30T00:00:00Z" }),
  "an end in another time zone": () => certificate({ notAfter: "2099-02-03T00:00:00+01:00" }),
  "no end": () => certificate({ notAfter: undefined }),
  "fewer certificates than the chain": () => certificate({ chainLength: 2 }),
  "a reference that is a text": () => certificate({ passphraseSecret: "x" }),
  "a stale mark that is a text": () => answer({ stale: "yes" }),
  "a certificate, and then null for one": () => ({ body: answer().body.replace(/}$/, ',"certificate":null}') }),
  "a host twice": () => ({ body: answer().body.replace("{", `{"host" : "${HOST}",`) }),
  "an age that is a text": () => answer({ stale: true, ageMs: "5" }),
  "an age that is negative": () => answer({ stale: true, ageMs: -1 }),
  "an age that is null": () => answer({ stale: true, ageMs: null }),
  "considered that is no list": () => answer({ considered: {} }),
  "considered that is nested without end": () => ({
    body: answer().body.replace(/}$/, `,"considered":${"[".repeat(50_000)}${"]".repeat(50_000)}}`),
  }),
};

describe.each(Object.entries(NO_ANSWERS))("the registry's function answers %s", (_, said) => {
  test("and the request fails with a typed error that says so", async () => {
    lambda = said();
    expect(await refused()).toMatchObject({ code: "registry-unreachable", host: HOST });
  });

  test("and a recent answer serves", async () => {
    const certificates = client({ timeToLiveMs: 0, negativeTimeToLiveMs: 0 });
    expect(await get(certificates)).toBe("due");
    lambda = said();
    expect(await get(certificates)).toBe("due");
  });
});

test("what no source of ours says is no answer of a custom source either", async () => {
  for (const said of [
    {},
    [],
    null,
    "",
    { error: { code: "x", message: "y" } },
    { host: "other.test", certificate: null },
  ]) {
    const source: unknown = { description: "a test", close() {}, resolve: async () => said, secret: async () => ({}) };
    expect(await refused(client({ source }))).toMatchObject({ code: "registry-unreachable" });
  }
});

test("each is told on the diagnostics channel", async () => {
  const events: RegistryEvent[] = [];
  const listen = (event: unknown) => events.push(event as RegistryEvent);
  subscribe(REGISTRY_CHANNEL, listen);
  lambda = { body: "{}" };
  await refused();
  unsubscribe(REGISTRY_CHANNEL, listen);
  expect(events[0]).toMatchObject({ registry: "registry r", error: { code: "registry-unreachable" } });
});

const NO_SECRETS: Readonly<Record<string, string>> = {
  "is no JSON": `${CANARY} {`,
  "is empty": " ",
  "is null": "null",
  "is a list": "[]",
  "is a text": `"${CANARY}"`,
  "is a number": "5",
  "has no key": "{}",
  "has a key that is a number": '{"privateKey":5}',
  "has a key that is null": '{"privateKey":null}',
  "has a key that is an object": '{"privateKey":{}}',
  "has a key that is empty": '{"privateKey":""}',
  "has a key that is a list": `{"privateKey":["${CANARY}"]}`,
  "has a key that is none": JSON.stringify({
    privateKey: `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`,
  }),
  "has a bundle that is a number": '{"pkcs12":5}',
  "has a bundle that is no base64": `{"pkcs12":"${CANARY}!"}`,
  "has a bundle that is none": '{"pkcs12":"AAAA"}',
  "has a passphrase that is a number": `{"privateKey":"${CANARY}","passphrase":5}`,
  "has two keys": `{"privateKey":"${CANARY}","pkcs12":"AAAA"}`,
};

test.each(Object.entries(NO_SECRETS))("a secret that %s is an error without a word of it", async (_, text) => {
  secret = value(text);
  expect(await refused()).toMatchObject({ code: "secret-unreadable", host: HOST });
});

test("a damaged key is refused by the handshake, and named as what may be wrong", async () => {
  const der = createPrivateKey(issued.privateKey).export({ type: "pkcs8", format: "der" });
  der[der.indexOf(Buffer.from([0x04, 0x20])) + 2 + 31]! ^= 1;
  const damaged = createPrivateKey({ key: der, type: "pkcs8", format: "der" });
  secret = value(JSON.stringify({ privateKey: pem("PRIVATE KEY", der) }));
  expect(await refused()).toMatchObject({
    code: "certificate-refused",
    message: expect.stringContaining("the key may be damaged"),
  });
  secret = value(JSON.stringify({ privateKey: keyPem(damaged, { type: "sec1" }) }));
  expect(await refused()).toMatchObject({ code: "secret-unreadable", message: expect.stringContaining("damaged") });
});

test.each([
  ["holds bytes", { body: '{"SecretBinary":"AAAA"}' }],
  ["has a value that is a number", { body: '{"SecretString":5}' }],
  ["is answered by HTML", { body: "<html>" }],
  ["is answered by nothing", { body: "" }],
])("a secret that %s is an error", async (_, said) => {
  secret = said;
  expect(await refused()).toMatchObject({ code: "secret-unreadable", host: HOST });
});

test.each([
  ["is no JSON", CANARY],
  ["is null", "null"],
  ["has no such field", `{"other":"${CANARY}"}`],
  ["has a field that is a number", '{"acme":5}'],
])("a secret of passphrases that %s is an error", async (_, text) => {
  lambda = certificate({ passphraseSecret: { secret: "team", field: "acme" } });
  secret = value(text);
  const error = await refused();
  expect(["passphrase-unavailable", "secret-unreadable"]).toContain(error.code);
  expect(error).toMatchObject({ host: HOST });
});

test("what was read of an answer counts, whatever its source says when it is asked again", async () => {
  let reads = 0;
  const twoFaced = {
    host: HOST,
    get certificate() {
      return reads++ === 0 ? registration : null;
    },
  };
  const source = {
    description: "two-faced",
    resolve: async () => twoFaced,
    secret: async () => ({ privateKey: issued.privateKey }),
    close() {},
  };
  const certificates = new ClientCertificates({ source, ...toLoopback });
  clients.push(certificates);
  await request(`https://${HOST}:${server.port}/`, { dispatcher: certificates.dispatcher() });
  expect(server.requests.at(-1)).toMatchObject({ subject: "due" });
});

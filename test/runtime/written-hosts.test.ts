// However a request writes its host, and whatever it says beside it: it carries the certificate that is due, or fails.
import { request as httpsRequest, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import type { ClientCertificates } from "../../src/runtime";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

const HOST = "due.acme.test";
let scene: RuntimeScene;
let server: MtlsServer;
let certificates: ClientCertificates;

beforeAll(async () => {
  scene = await RuntimeScene.create([HOST]);
  await scene.declare(HOST, { subject: "due" });
  server = await scene.server({ rejectUnauthorized: false });
  // As a host without a certificate is trusted, too: a request that went out bare would be answered.
  certificates = scene.client({ certificateAuthority: scene.authority.certificate });
});
afterAll(() => scene.stop());

test.each([
  ["a space before it", (origin: string) => ` ${origin}`],
  ["a line end after it", (origin: string) => `${origin}\n`],
  ["a control character before it", (origin: string) => `\x01${origin}`],
  ["a line end in its scheme", (origin: string) => origin.replace("https", "ht\ntps")],
  ["a tab in its host", (origin: string) => origin.replace("acme", "ac\tme")],
  ["capital letters", (origin: string) => origin.toUpperCase()],
  ["backslashes", (origin: string) => origin.replaceAll("/", "\\")],
  ["no slashes", (origin: string) => origin.replaceAll("/", "")],
  ["a user", (origin: string) => origin.replace("//", "//other@")],
  ["a dot at its end", (origin: string) => origin.replace("test", "test.")],
  ["an encoded letter", (origin: string) => origin.replace("due", "%64ue")],
  ["a wide dot", (origin: string) => origin.replace("due.", "due\u3002")],
])("an origin with %s", async (_, written) => {
  const before = server.requests.length;
  const origin = written(`https://${HOST}:${server.port}`);
  const { body } = await certificates.dispatcher().request({ origin, path: "/", method: "GET" });
  await body.dump();
  expect(server.requests.slice(before).map(({ subject }) => subject)).toEqual(["due"]);
});

test.each<[string, RequestOptions]>([
  ["a port in its host", { host: `${HOST}:1` }],
  ["capital letters", { host: HOST.toUpperCase() }],
  ["a dot at its end", { host: `${HOST}.` }],
  ["another name for the server", { servername: "other.acme.test", checkServerIdentity: () => undefined }],
  ["another host in its header", { headers: { host: "other.acme.test" }, checkServerIdentity: () => undefined }],
  ["certificate and key that are null", { cert: null as never, key: null as never }],
  ["certificate and key that are empty", { cert: "", key: "" }],
  ["lists of no certificate and no key", { cert: [], key: [] }],
  ["a list of no bundle", { pfx: [] }],
])("a request of node:https with %s", async (_, options) => {
  const before = server.requests.length;
  const agent = certificates.agent();
  const asked = httpsRequest({ host: HOST, agent, ...options, port: server.port });
  await new Promise((resolve, reject) => {
    asked.on("response", (response) => resolve(text(response))).on("error", reject);
    asked.end();
  });
  expect(server.requests.slice(before).map(({ subject }) => subject)).toEqual(["due"]);
});

// certificates.fetch: the global fetch, with the certificate that is due.
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as undici from "undici";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let server: MtlsServer;

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  // Tells what it was sent.
  server = await scene.server({
    redirects: { "/elsewhere": "https://other.acme.test/" },
    handler: async (request, response) => {
      const { method, headers } = request as IncomingMessage;
      const seen = { method, type: headers["content-type"], own: headers["x-own"], body: await text(request) };
      (response as ServerResponse).end(JSON.stringify(seen));
    },
  });
  await scene.declare("www.acme.test");
});
afterEach(() => scene.closeClients());
afterAll(() => scene.stop());

const url = (path = "/") => `https://www.acme.test:${server.port}${path}`;
const sent = async (response: Promise<Response>) => JSON.parse(await (await response).text());

test("presents the certificate of the host, by text, URL and Request", async () => {
  const { fetch } = scene.client();
  const seen = server.requests.length;
  for (const input of [url(), new URL(url()), new Request(url()), new undici.Request(url()) as unknown as Request]) {
    const response = await fetch(input);
    expect([response.status, response.ok]).toEqual([200, true]);
    await response.text();
  }
  expect(server.requests.slice(seen).map(({ subject }) => subject)).toEqual(Array(4).fill("www.acme.test"));
});

test("takes whatever the global fetch takes: Request, FormData, Headers, Blob, URLSearchParams, a stream", async () => {
  const { fetch } = scene.client();
  const form = new FormData();
  form.append("text", "ä");
  form.append("file", new File(["content"], "name.txt", { type: "text/plain" }));
  for (const init of [{ method: "POST", body: form }, new Request(url(), { method: "POST", body: form })]) {
    const multipart = await sent(init instanceof Request ? fetch(init) : fetch(url(), init));
    expect(multipart).toMatchObject({
      method: "POST",
      type: expect.stringMatching(/^multipart\/form-data; boundary=/),
    });
    expect(multipart.body).toMatch(/name="text"\r\n\r\nä\r\n/);
    expect(multipart.body).toMatch(/name="file"; filename="name.txt"\r\nContent-Type: text\/plain\r\n\r\ncontent\r\n/);
  }

  const headers = new Headers({ "x-own": "yes" });
  expect(await sent(fetch(url(), { headers }))).toMatchObject({ method: "GET", own: "yes", body: "" });
  expect(await sent(fetch(new Request(url(), { headers }), { method: "DELETE" }))).toMatchObject({
    method: "DELETE",
    own: "yes",
  });
  expect(await sent(fetch(url(), new Request("https://x.test/", { method: "PUT", body: "put", headers })))).toEqual({
    method: "PUT",
    own: "yes",
    type: "text/plain;charset=UTF-8",
    body: "put",
  });
  for (const [body, type] of [
    [new Blob(["blob"], { type: "image/x" }), "image/x"],
    [new URLSearchParams({ a: "b" }), "application/x-www-form-urlencoded;charset=UTF-8"],
    ["text", "text/plain;charset=UTF-8"],
  ] as const) {
    const expected = body instanceof Blob ? "blob" : String(body);
    expect(await sent(fetch(url(), { method: "POST", body }))).toMatchObject({ type, body: expected });
  }
  const stream = new Blob(["streamed"]).stream();
  const init = { method: "POST", body: stream, duplex: "half" } as RequestInit;
  expect(await sent(fetch(url(), init))).toMatchObject({ body: "streamed" });
});

test("an AbortSignal ends it, whether the init or the Request brings it", async () => {
  const { fetch } = scene.client();
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(fetch(url(), { signal })).rejects.toThrow("enough");
  await expect(fetch(new Request(url(), { signal }))).rejects.toThrow("enough");
});

test("a dispatcher of the caller's is refused: it would send without a certificate", async () => {
  const seen = server.requests.length;
  const init = { dispatcher: new undici.Agent() } as unknown as RequestInit;
  await expect(scene.client().fetch(url(), init)).rejects.toMatchObject({ code: "invalid-argument" });
  expect(server.requests).toHaveLength(seen);
});

test("does not depend on the global fetch, which others replace", async () => {
  const { fetch } = globalThis;
  globalThis.fetch = () => Promise.reject(new Error("replaced"));
  try {
    expect((await scene.client().fetch(url())).status).toBe(200);
  } finally {
    globalThis.fetch = fetch;
  }
});

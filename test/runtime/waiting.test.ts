// A request that waits to know its certificate: what ends the wait, and what comes of it.

import { once } from "node:events";
import type { ClientRequest } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { request, stream } from "undici";
import { Authority, type Issued } from "../../examples/support/pki";
import { type CertificateSource, ClientCertificateError, ClientCertificates } from "../../src/runtime";
import { HTTP_CLIENTS, httpsGet, rootError } from "../support/http-clients";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { registrationOf } from "../support/test-registry";

const HOST = "due.acme.test";
/** Far below what a look-up may take, far above what ending a wait takes. */
const AT_ONCE_MS = 3_000;

let authority: Authority;
let pair: Issued;
let server: MtlsServer;
let asked: number;
let answer: () => Promise<void>;
let certificates: ClientCertificates;

beforeAll(async () => {
  authority = await Authority.create("Waiting CA");
  pair = await authority.issue("due");
  const issued = await authority.issue("server", { purposes: ["server"], hosts: [HOST] });
  server = await startMtlsServer({ ...issued, clientAuthority: authority.certificate, rejectUnauthorized: false });
});
beforeEach(() => {
  asked = 0;
  answer = async () => {};
  certificates = client();
});
afterEach(() => certificates.close({ timeoutMs: 0 }));
afterAll(() => server.stop());

function client(options: { timeToLiveMs?: number } = {}): ClientCertificates {
  const source: CertificateSource = {
    description: "a test's",
    close() {},
    async resolve(host) {
      asked++;
      await answer();
      const declared = { host, ...pair, certificateAuthority: authority.certificate };
      return { host, certificate: registrationOf("test", declared, 0) };
    },
    secret: async () => ({ privateKey: pair.privateKey }),
  };
  return new ClientCertificates({ source, ...toLoopback, ...options });
}

const url = () => `https://${HOST}:${server.port}/`;
const never = () => new Promise<void>(() => {});

async function within<T>(work: Promise<T>): Promise<unknown> {
  const started = performance.now();
  const error = await Promise.race([work, sleep(AT_ONCE_MS + 1_000)]).catch((thrown: unknown) => thrown);
  expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
  return error;
}

describe("an abort ends the wait at once", () => {
  beforeEach(() => {
    answer = never;
  });

  test("by fetch", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    expect(await within(certificates.fetch(url(), { signal: controller.signal }))).toBe(reason);
  });

  test("by Node's fetch", async () => {
    const options = { dispatcher: certificates.dispatcher(), signal: AbortSignal.timeout(20) } as RequestInit;
    expect(await within(fetch(url(), options))).toMatchObject({ name: "TimeoutError" });
  });

  test("by undici's request and stream", async () => {
    const options = { dispatcher: certificates.dispatcher(), method: "GET" } as const;
    for (const signal of [AbortSignal.timeout(20), AbortSignal.abort(new Error("before"))]) {
      const requested = await within(request(url(), { ...options, signal }));
      expect(requested).toBe(signal.reason);
      const streamed = await within(stream(url(), { ...options, signal }, () => process.stdout));
      expect((streamed as Error).name).toMatch(/^(AbortError|TimeoutError|Error)$/);
    }
  });

  // A server that never says anything: plain Node waits for its handshake, as ours waits for a certificate.
  test("by node:https, as it ends the handshake of plain Node", async () => {
    const silent = createServer((socket) => socket.on("error", () => undefined).resume()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const plain = new https.Agent(toLoopback.https);
    const ends: [signal: () => AbortSignal | undefined, act: (message: ClientRequest) => unknown][] = [
      [() => AbortSignal.timeout(20), () => undefined],
      [() => AbortSignal.abort(), () => undefined],
      [() => undefined, (message) => setTimeout(() => message.destroy(), 20)],
      [() => undefined, (message) => setTimeout(() => message.destroy(new Error("mine")), 20)],
      [() => undefined, (message) => message.destroy()],
    ];
    for (const [signal, act] of ends) {
      const outcomes = [];
      for (const agent of [plain, certificates.agent()]) {
        const message = https.get({ agent, host: HOST, port, path: "/", signal: signal() });
        const events: string[] = [];
        message.on("error", (error: NodeJS.ErrnoException) =>
          events.push(`${error.name} ${error.code} ${error.message}`),
        );
        const closed = new Promise((resolve) => message.on("close", resolve));
        act(message);
        await within(closed);
        await sleep(20);
        outcomes.push(events);
      }
      expect(outcomes[1]).toEqual(outcomes[0]);
      expect(outcomes[1]).toHaveLength(1);
    }
    silent.close();
    plain.destroy();
  });

  test("and what was aborted is not sent when the answer comes", async () => {
    let release = () => {};
    answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const seen = server.requests.length;
    const signal = AbortSignal.timeout(20);
    await within(request(url(), { dispatcher: certificates.dispatcher(), signal }));
    await within(
      new Promise((_, reject) => https.get(url(), { agent: certificates.agent(), signal }).on("error", reject)),
    );
    release();
    await sleep(50);
    expect(server.requests).toHaveLength(seen);
  });
});

describe("what fails meanwhile rejects that request", () => {
  test("its body", async () => {
    answer = () => sleep(200);
    const body = new Readable({ read() {} });
    body.push("begun");
    setTimeout(() => body.destroy(new Error("the body failed")), 20);
    const options = { method: "POST", body, dispatcher: certificates.dispatcher() } as const;
    expect(await within(request(url(), options))).toMatchObject({ message: "the body failed" });
    const chunks = (async function* () {
      yield "begun";
      throw new Error("the chunks failed");
    })();
    const uploaded = certificates.fetch(url(), {
      method: "POST",
      body: chunks,
      duplex: "half",
    } as unknown as RequestInit);
    expect(rootError(await within(uploaded)).message).toBe("the chunks failed");
  });

  test.each([
    ["an impossible method", { method: "G ET" }],
    ["headers that are none", { headers: [1] }],
    ["a body that is none", { body: 5 }],
    ["an impossible upgrade", { upgrade: 5 }],
  ])("%s", async (_, options) => {
    answer = () => sleep(20);
    const sent = request(url(), { dispatcher: certificates.dispatcher(), ...(options as object) });
    expect(await within(sent)).toMatchObject({ code: expect.stringMatching(/^UND_ERR_/) });
  });

  test("a handler that throws is told of it, and ends nothing", async () => {
    answer = () => sleep(20);
    const error = await new Promise((resolve) => {
      certificates.dispatcher().dispatch(
        { origin: url(), path: "/", method: "GET" },
        {
          onRequestStart() {
            throw new Error("the handler failed");
          },
          onResponseError: (_controller, thrown) => resolve(thrown),
        },
      );
    });
    expect(error).toMatchObject({ message: "the handler failed" });
  });

  test("the end of its dispatcher", async () => {
    answer = never;
    const sent = request(url(), { dispatcher: certificates.dispatcher() });
    const ended = certificates.dispatcher().destroy(new Error("destroyed"));
    expect(await within(sent)).toMatchObject({ message: "destroyed" });
    await within(ended);
  });
});

describe("close()", () => {
  test("lets requests finish that wait, or whose answer is not read yet, whichever client sent them", async () => {
    answer = () => sleep(100);
    const sent = ["undici request", "https.get", "fetch"].map((name) => HTTP_CLIENTS[name]!(url(), certificates));
    await sleep(50);
    await certificates.close();
    for (const { body } of await Promise.all(sent)) expect(body).toBe("due\n");
  });

  test("ends after its time what does not finish, and says so", async () => {
    answer = never;
    const sent = [request(url(), { dispatcher: certificates.dispatcher() }), httpsGet(url(), certificates.agent())];
    const errors = Promise.all(sent.map((one) => one.catch((error) => error)));
    await within(certificates.close({ timeoutMs: 50 }));
    const codes = ((await within(errors)) as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(["UND_ERR_DESTROYED", "client-closed"]);
  });

  test("takes no request any more, and installs nothing", async () => {
    await certificates.close();
    const later = [
      request(url(), { dispatcher: certificates.dispatcher() }),
      httpsGet(url(), certificates.agent()),
      certificates.fetch(url()),
      certificates.secureContextFor(HOST),
      certificates.resolve(HOST),
      certificates.proxy(),
    ];
    for (const one of later)
      expect(rootError(await one.catch((error) => error)).code).toMatch(/client-closed|UND_ERR_CLOSED/);
    expect(() => certificates.install()).toThrow(expect.objectContaining({ code: "client-closed" }));
  });
});

describe("a registry that fails", () => {
  test("is asked again after a moment, not by every request; its next answer is taken", async () => {
    answer = () => Promise.reject(new ClientCertificateError("registry-refused", "not allowed"));
    for (let i = 0; i < 25; i++) {
      for (const get of [HTTP_CLIENTS["undici request"]!, HTTP_CLIENTS["https.get"]!]) {
        const error = rootError(await get(url(), certificates).catch((thrown) => thrown));
        expect(error).toMatchObject({ code: "registry-refused", host: HOST });
      }
    }
    expect(asked).toBeLessThan(10);
    answer = async () => {};
    await sleep(1_100);
    expect((await httpsGet(url(), certificates.agent())).body).toBe("due\n");
  });

  test("is not asked by every request while an answer of it still serves", async () => {
    const busy = client({ timeToLiveMs: 4_000 });
    await httpsGet(url(), busy.agent());
    answer = () => Promise.reject(new ClientCertificateError("registry-refused", "not allowed"));
    // A refresh is due after three quarters of the time to live.
    await sleep(3_100);
    asked = 0;
    for (let i = 0; i < 20; i++) expect((await httpsGet(url(), busy.agent())).body).toBe("due\n");
    expect(asked).toBe(1);
    await busy.close();
  });
});

test("a clock that is set back an hour changes nothing", async () => {
  const quick = client({ timeToLiveMs: 50 });
  await httpsGet(url(), quick.agent());
  const { now } = Date;
  Date.now = () => now() - 3_600_000;
  try {
    await sleep(60);
    asked = 0;
    await httpsGet(url(), quick.agent());
    expect(asked).toBe(1);
  } finally {
    Date.now = now;
    await quick.close();
  }
});

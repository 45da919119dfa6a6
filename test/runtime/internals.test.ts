// What this package needs of Node and undici beyond what they document: each of these fails when they change it.
import { once } from "node:events";
import https, { createServer } from "node:https";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { connect, createSecureContext, TLSSocket } from "node:tls";
import * as undici from "undici";
import { Authority } from "../../examples/support/pki";
import { CREDENTIAL_OPTIONS, contextOptions } from "../../src/identity/secure-context";
import {
  addRequest,
  endWhenDestroyed,
  failHandler,
  failRequest,
  GLOBAL_AGENT,
  GLOBAL_DISPATCHERS,
  replaceErrors,
  startHandler,
  WaitingController,
} from "../../src/runtime/internals";

async function listen<S extends { listen(port: number, host: string): S; address(): unknown }>(server: S) {
  server.listen(0, "127.0.0.1");
  await once(server as never, "listening");
  return (server.address() as AddressInfo).port;
}

describe("node:https", () => {
  test("calls addRequest of its agent for each request, and onSocket tells the request", async () => {
    const calls: object[] = [];
    class Watched extends https.Agent {
      addRequest(request: ReturnType<typeof https.get>, options: object): void {
        calls.push(options);
        failRequest(request, new Error("no connection"));
      }
    }
    const request = https.get({ agent: new Watched(), host: "a.test" });
    expect(await once(request, "error")).toEqual([new Error("no connection")]);
    expect(calls).toEqual([expect.objectContaining({ host: "a.test" })]);
    expect(addRequest).toEqual(expect.any(Function));
  });

  test("tells nobody of a request that is destroyed before it has a connection; endWhenDestroyed does, once", async () => {
    for (const isWatched of [false, true]) {
      class Waiting extends https.Agent {
        addRequest(request: ReturnType<typeof https.get>): void {
          if (isWatched) endWhenDestroyed(request);
        }
      }
      const events: string[] = [];
      const request = https.get({ agent: new Waiting(), host: "a.test" });
      request.on("error", ({ message }) => events.push(message)).on("close", () => events.push("close"));
      request.destroy(new Error("enough"));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(events).toEqual(isWatched ? ["enough", "close"] : []);
    }
  });

  test("asks keepSocketAlive, and takes an agent's createConnection by its return or its callback", async () => {
    const authority = await Authority.create("Internals CA");
    const { certificate, privateKey } = await authority.issue("s", { purposes: ["server"], hosts: ["localhost"] });
    const server = createServer({ cert: certificate, key: privateKey }, (_, response) => response.end("answered"));
    const port = await listen(server);
    for (const isLate of [false, true]) {
      const asked: unknown[] = [];
      class Watched extends https.Agent {
        override createConnection(options: https.AgentOptions, callback?: (error: null, socket: TLSSocket) => void) {
          const socket = super.createConnection(options) as TLSSocket;
          if (!isLate) return socket;
          setImmediate(() => callback?.(null, socket));
          return undefined;
        }
        override keepSocketAlive(socket: TLSSocket): false {
          asked.push(socket);
          return false;
        }
      }
      const agent = new Watched({ keepAlive: true, ca: authority.certificate });
      const request = https.get({ agent, host: "localhost", port, family: 4 });
      const [response] = await once(request, "response");
      expect(request).toHaveProperty("res", response);
      expect(await response.setEncoding("utf8").toArray()).toEqual(["answered"]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(asked).toEqual([request.socket]);
      expect(Object.keys(agent.freeSockets)).toEqual([]);
    }
    server.closeAllConnections();
    server.close();
  });

  test("keeps the agent of the process where it can be replaced", async () => {
    const before = GLOBAL_AGENT.get()!;
    class Watched extends https.Agent {
      addRequest(request: ReturnType<typeof https.get>): void {
        failRequest(request, new Error("the agent of the process"));
      }
    }
    GLOBAL_AGENT.set(new Watched());
    const request = https.get("https://a.test/");
    GLOBAL_AGENT.set(before);
    expect(await once(request, "error")).toEqual([new Error("the agent of the process")]);
  });
});

describe("node:tls", () => {
  test("reads no option for a secure context that is not known here", () => {
    const read = new Set<string>();
    createSecureContext(
      new Proxy({}, { get: (_target, name) => void read.add(String(name)), has: () => false }) as object,
    );
    const all = Object.fromEntries([...read].map((name) => [name, "given"]));
    // Node 26 marks a context that it makes for one connection alone. Ours are for many.
    const known = [...contextOptions(all).map(([name]) => name), ...CREDENTIAL_OPTIONS, "singleUse"];
    expect([...read].filter((name) => !known.includes(name))).toEqual([]);
    expect(read.size).toBeGreaterThan(15);
  });

  test("ends a socket through _destroy, _write and emit", async () => {
    for (const name of ["_destroy", "_write", "emit"] as const) {
      expect(TLSSocket.prototype[name as "emit"]).toEqual(expect.any(Function));
    }
    const server = createTcpServer((socket) => socket.on("error", () => undefined).end("this is no TLS"));
    const port = await listen(server);
    const socket = connect({ host: "127.0.0.1", port });
    replaceErrors(socket, { explain: (cause) => new Error("explained", { cause }), explainEnd: () => undefined });
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({
      message: "explained",
      cause: { code: expect.stringMatching(/^ERR_SSL_|^ECONNRESET/) },
    });
    server.close();
  });

  test("has a handle that says on secure what is wrong with the client's certificate, as the proof asks it", async () => {
    const authority = await Authority.create("Internals CA");
    const { certificate, privateKey } = await authority.issue("s", { purposes: ["server"], hosts: ["localhost"] });
    const own = { cert: certificate, key: privateKey };
    const server = createTcpServer();
    const port = await listen(server);
    const connecting = connect({ host: "127.0.0.1", port, ...own, rejectUnauthorized: false });
    const [accepted] = await once(server, "connection");
    const accepting = new TLSSocket(accepted, {
      ...{ isServer: true, requestCert: true, rejectUnauthorized: false },
      secureContext: createSecureContext({ ...own, ca: authority.certificate }),
    });
    await once(accepting, "secure");
    const { ssl } = accepting as unknown as { ssl: { verifyError(): Error | null } };
    expect(ssl.verifyError()?.message).toBe("unsuitable certificate purpose");
    connecting.destroy();
    accepting.destroy();
    server.close();
  });

  test("a write that fails is explained by its callback", async () => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).resume());
    const port = await listen(server);
    const socket = connect({ socket: connectTcp({ host: "127.0.0.1", port }) });
    replaceErrors(socket, { explain: (cause) => new Error("explained", { cause }), explainEnd: () => undefined });
    socket.on("error", () => undefined);
    const written = new Promise((resolve) => socket.write("x", resolve));
    socket.destroy(new Error("ended"));
    expect(await written).toMatchObject({ message: "explained" });
    server.close();
  });
});

describe("undici", () => {
  test("starts and fails a handler of its versions from 7, and one of before", () => {
    const told: unknown[] = [];
    const controller = new WaitingController((reason) => told.push(["aborted", reason]));
    const error = new Error("failed");
    startHandler({ onRequestStart: (given) => told.push(given === controller) }, controller);
    failHandler({ onRequestStart() {}, onResponseError: (_, thrown) => told.push(thrown) }, error);
    startHandler(
      { onConnect: (abort: (reason: Error) => void) => abort(error) } as undici.Dispatcher.DispatchHandler,
      controller,
    );
    failHandler({ onError: (thrown: Error) => told.push(thrown) } as undici.Dispatcher.DispatchHandler, error);
    expect(told).toEqual([true, error, ["aborted", error], error]);
    expect([controller.aborted, controller.reason]).toEqual([true, error]);
    expect(() => failHandler({}, error)).toThrow(error);
  });

  // Node's fetch and undici's start a request anew where it is tried again; so it may be started before it is sent.
  test.each(["undici's fetch", "undici's request", "Node's fetch"])("%s bears to be started twice", async (name) => {
    class Twice extends undici.Agent {
      override dispatch(
        options: undici.Dispatcher.DispatchOptions,
        handler: undici.Dispatcher.DispatchHandler,
      ): boolean {
        startHandler(handler, new WaitingController(() => undefined));
        return super.dispatch(options, handler);
      }
    }
    const server = (await import("node:http")).createServer((_, response) => response.end("answered"));
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const dispatcher = new Twice();
    const answers: Record<string, () => Promise<string>> = {
      "undici's fetch": async () => (await undici.fetch(url, { dispatcher })).text(),
      "undici's request": async () => (await undici.request(url, { dispatcher })).body.text(),
      "Node's fetch": async () => (await fetch(url, { dispatcher } as object)).text(),
    };
    expect(await answers[name]!()).toBe("answered");
    await dispatcher.close();
    server.closeAllConnections();
    server.close();
  });

  // Node's own fetch looks outside of jest's realm: plain-process.test.ts has it.
  test("keeps the dispatcher of the process where it can be replaced", async () => {
    const before = GLOBAL_DISPATCHERS.map((place) => place.get());
    const failing = new undici.Agent();
    failing.dispatch = (_options, handler) => {
      failHandler(handler, new Error("the dispatcher of the process"));
      return false;
    };
    for (const place of GLOBAL_DISPATCHERS) place.set(failing);
    expect(undici.getGlobalDispatcher()).toBe(failing);
    const errors = await Promise.all(
      [undici.request("http://a.test/"), undici.fetch("http://a.test/")].map((answer) =>
        Promise.resolve<unknown>(answer).catch((error) => String(error.cause?.message ?? error.message)),
      ),
    );
    for (const [index, place] of GLOBAL_DISPATCHERS.entries()) place.set(before[index] ?? before[0]!);
    for (const error of errors) expect(error).toContain("the dispatcher of the process");
    await failing.close();
  });

  test("has an EnvHttpProxyAgent that gives the tunnel of an http origin as it is, and a marker past NO_PROXY", () => {
    const seen: unknown[] = [];
    const past = () => undefined;
    const options = {
      httpProxy: "http://127.0.0.1:1",
      httpsProxy: "http://127.0.0.1:1",
      noProxy: "past.test",
      connect: past,
      factory: (_origin: unknown, { connect: given }: { connect: unknown }) => {
        seen.push(given);
        return new undici.Agent();
      },
    } as unknown as undici.EnvHttpProxyAgent.Options;
    const agent = new undici.EnvHttpProxyAgent(options);
    for (const host of ["by.test", "past.test"]) {
      agent.dispatch(
        { origin: `http://${host}:443`, path: "/", method: "GET" },
        { onRequestStart() {}, onResponseError() {} },
      );
    }
    expect(seen).toEqual([expect.any(Function), past]);
    expect(seen[0]).not.toBe(past);
    agent.destroy();
  });
});

// The whole process; Node's own fetch, which lives outside of jest's realm, is in plain-process.test.ts.
import https from "node:https";
import fc from "fast-check";
import { Agent, type Dispatcher, fetch, getGlobalDispatcher, request, setGlobalDispatcher } from "undici";
import { httpsGet } from "../support/http-clients";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let server: MtlsServer;
const before = { dispatcher: getGlobalDispatcher(), agent: https.globalAgent };

beforeAll(async () => {
  scene = await RuntimeScene.create(["*.acme.test"]);
  server = await scene.server();
  await scene.declare("www.acme.test");
});
afterEach(async () => {
  await scene.closeClients();
  expectGlobals(before.dispatcher, before.agent);
});
afterAll(() => scene.stop());

function expectGlobals(dispatcher: Dispatcher, agent: https.Agent): void {
  expect(getGlobalDispatcher()).toBe(dispatcher);
  expect(https.globalAgent).toBe(agent);
}

const url = () => `https://www.acme.test:${server.port}/`;

test("everything in the process that names no dispatcher and no agent presents the right certificate", async () => {
  scene.client().install();
  expect(await (await fetch(url())).text()).toBe("www.acme.test\n");
  expect(await (await request(url())).body.text()).toBe("www.acme.test\n");
  expect((await httpsGet(url())).body).toBe("www.acme.test\n");
});

test("uninstalling, or closing, puts back what was there; twice does no harm", async () => {
  const own = new Agent();
  setGlobalDispatcher(own);
  const certificates = scene.client();
  certificates.install();
  certificates.install();
  certificates.uninstall();
  certificates.uninstall();
  expectGlobals(own, before.agent);
  certificates.install();
  await certificates.close();
  expectGlobals(own, before.agent);
  setGlobalDispatcher(before.dispatcher);
  await own.close();
});

test("several clients installed, again and in any order, leave what was there before when all are uninstalled", () => {
  const client = fc.nat(2);
  const calls = fc.array(fc.tuple(client, fc.constantFrom("install", "uninstall")), { maxLength: 12 });
  const property = fc.property(calls, (all) => {
    const clients = [scene.client(), scene.client(), scene.client()];
    const installed: number[] = [];
    for (const [i, call] of all) {
      clients[i]![call as "install" | "uninstall"]();
      const at = installed.indexOf(i);
      if (call === "uninstall" && at >= 0) installed.splice(at, 1);
      if (call === "install" && at < 0) installed.push(i);
      const last = clients[installed.at(-1) ?? -1];
      expectGlobals(last?.dispatcher() ?? before.dispatcher, last?.agent() ?? before.agent);
    }
    for (const one of clients) one.uninstall();
    expectGlobals(before.dispatcher, before.agent);
  });
  const twice: [number, string][] = [
    [0, "install"],
    [1, "install"],
    [0, "uninstall"],
    [0, "install"],
    [1, "uninstall"],
    [0, "uninstall"],
  ];
  fc.assert(property, { examples: [[twice]] });
});

test("a dispatcher that was put there by hand before it was installed does not stay when it is closed", async () => {
  const certificates = scene.client();
  setGlobalDispatcher(certificates.dispatcher());
  certificates.install();
  await certificates.close();
  const fresh = getGlobalDispatcher();
  expect(fresh).toBeInstanceOf(Agent);
  setGlobalDispatcher(before.dispatcher);
  await fresh.close();
});

test("a dispatcher that is closed or destroyed leaves the process, whoever ends it", async () => {
  for (const end of [
    (dispatcher: Dispatcher) => dispatcher.close(),
    (dispatcher: Dispatcher) => dispatcher.destroy(),
  ]) {
    const certificates = scene.client();
    certificates.install();
    await end(getGlobalDispatcher());
    expectGlobals(before.dispatcher, before.agent);
    expect(() => certificates.install()).toThrow(expect.objectContaining({ code: "client-closed" }));
  }
});

test("what was there and has been closed since is not put back: the process gets a fresh one", async () => {
  const own = new Agent();
  setGlobalDispatcher(own);
  const certificates = scene.client();
  certificates.install();
  await own.close();
  certificates.uninstall();
  const fresh = getGlobalDispatcher();
  expect(fresh).toBeInstanceOf(Agent);
  expect(fresh).not.toBe(own);
  setGlobalDispatcher(before.dispatcher);
  await fresh.close();
});

test("what somebody else has installed since then stays", async () => {
  const certificates = scene.client();
  certificates.install();
  const theirs = { dispatcher: new Agent(), agent: new https.Agent() };
  setGlobalDispatcher(theirs.dispatcher);
  https.globalAgent = theirs.agent;
  certificates.uninstall();
  expectGlobals(theirs.dispatcher, theirs.agent);
  setGlobalDispatcher(before.dispatcher);
  https.globalAgent = before.agent;
  await theirs.dispatcher.close();
});

test("leaving a scope closes it: what is under way finishes, and nothing more is sent", async () => {
  let response: ReturnType<typeof request>;
  let dispatcher: Dispatcher;
  {
    await using certificates = scene.client();
    certificates.install();
    dispatcher = certificates.dispatcher();
    response = request(url());
  }
  expect(await (await response).body.text()).toBe("www.acme.test\n");
  await expect(request(url(), { dispatcher })).rejects.toThrow("The client is closed");
});

// A client that is kept while its process sleeps, as in Lambda between two invocations: SIGSTOP, and SIGCONT.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Authority } from "../../examples/support/pki";
import { type ForgetfulRelay, startForgetfulRelay } from "../support/forgetful-relay";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { registrationOf } from "../support/test-registry";

jest.setTimeout(60_000);

const HOST = "kept.acme.test";
/** Longer than a connection may rest. */
const LONG_MS = 5_500;

let api: MtlsServer;
let toApi: ForgetfulRelay;
let toAws: ForgetfulRelay;
let child: ChildProcess;
let answer: string;
let secret: string;
const asked = { resolver: 0, secrets: 0 };
const connections = new Set<Socket>();

const aws = createServer(async (request, response) => {
  for await (const _ of request);
  const isResolver = request.url?.includes("/functions/");
  asked[isResolver ? "resolver" : "secrets"]++;
  response.end(isResolver ? answer : JSON.stringify({ SecretString: secret }));
});

beforeAll(async () => {
  const authority = await Authority.create("Test CA");
  const { certificate: certificateAuthority } = authority;
  api = await startMtlsServer({
    ...(await authority.issue("server", { purposes: ["server"], hosts: [HOST] })),
    clientAuthority: certificateAuthority,
  });
  api.server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  const client = await authority.issue("kept");
  const registration = registrationOf("client-certificates", { host: HOST, ...client, certificateAuthority }, 0);
  answer = JSON.stringify({ host: HOST, certificate: registration });
  secret = JSON.stringify({ privateKey: client.privateKey });
  aws.listen(0, "127.0.0.1");
  await once(aws, "listening");
  toApi = await startForgetfulRelay(api.port);
  toAws = await startForgetfulRelay((aws.address() as AddressInfo).port);
});

beforeEach(async () => {
  Object.assign(asked, { resolver: 0, secrets: 0 });
  child = fork(join(__dirname, "../support/kept-client.cjs"), [`https://${HOST}:${toApi.port}/`], {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${toAws.port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
  });
  await once(child, "message");
});

afterEach(async () => {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
});

afterAll(async () => {
  await Promise.all([toApi.stop(), toAws.stop(), api.stop()]);
  aws.close();
  aws.closeAllConnections();
});

async function run(how: string): Promise<unknown> {
  const message = once(child, "message");
  child.send(how);
  return (await message)[0];
}

/** The process stops; what happens meanwhile; and it runs on, with the next thing to do already waiting for it. */
async function asleep(meanwhile: () => void, milliseconds: number, how: string): Promise<unknown> {
  child.kill("SIGSTOP");
  await sleep(50);
  meanwhile();
  await sleep(milliseconds);
  const next = run(how);
  child.kill("SIGCONT");
  return next;
}

const LOSSES = {
  "the server closed": () => {
    for (const socket of connections) socket.end();
  },
  "the server reset": () => toApi.reset(),
  "nobody knows any more": () => {
    toApi.forget();
    toAws.forget();
  },
};

describe.each(["undici", "https"])("by %s", (how) => {
  test.each([
    ["the server closed", 300],
    ["the server reset", 300],
    ["nobody knows any more", LONG_MS],
  ] as const)("after a sleep, connections that %s are not used, and the key is not read again", async (loss, pause) => {
    const before = api.requests.length;
    expect(await run(how)).toEqual({ body: "kept\n" });
    expect(await asleep(LOSSES[loss], pause, how)).toEqual({ body: "kept\n" });
    expect(api.requests.length - before).toBe(2);
    expect(asked).toEqual({ resolver: 1, secrets: 1 });
  });
});

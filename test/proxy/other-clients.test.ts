// Programs of others, as children with the proxy's environment and nothing else: what the server saw of each.
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Server as HttpsServer } from "node:https";
import { createInterface } from "node:readline";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { WebSocketServer } from "ws";
import type { CertificateProxy } from "../../src/runtime";
import { describePackages } from "../support/describe-packages";
import { nodeBinary } from "../support/node-versions";
import { RuntimeScene } from "../support/runtime-scene";
import { isOnPath } from "../support/tools";

const ROOT = `${__dirname}/../..`;

/** Debian's own, which has Debian's packages. */
const PYTHON = "/usr/bin/python3";
const hasRequests = process.env.REQUIRE_TOOLS === "1" || spawnSync(PYTHON, ["-c", "import requests"]).status === 0;

const before = process.env.SSL_CERT_FILE;
let scene: RuntimeScene;
let proxy: CertificateProxy;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  // Of a host without certificate a tool sees the server's own, and has to know its authority.
  process.env.SSL_CERT_FILE = scene.write("authority.pem", scene.authority.certificate);
});
afterAll(async () => {
  if (before === undefined) delete process.env.SSL_CERT_FILE;
  else process.env.SSL_CERT_FILE = before;
  await scene.stop();
});

beforeEach(async () => {
  await scene.declare("localhost", { subject: "check" });
  proxy = await scene.client({ timeToLiveMs: 0 }).proxy();
});
afterEach(async () => {
  await proxy.close();
  await scene.closeClients();
});

const environment = () => ({ ...process.env, ...proxy.env });

async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { env: environment(), cwd: ROOT, timeout: 25_000 });
  return stdout.trim();
}

/** How a client asks for URLs one after the other, on one connection where it keeps one. */
interface Client {
  readonly name: string;
  readonly isHere: boolean;
  readonly command: () => readonly string[];
}

const NODE = `require("node:readline").createInterface(process.stdin).on("line", async (url) =>
  console.log((await (await fetch(url)).text()).trim()));`;

const REQUESTS = `import requests, sys
session = requests.Session()
for url in iter(sys.stdin.readline, ""): print(session.get(url.strip()).text.strip(), flush=True)`;

const URLLIB = `import urllib.request, sys
for url in iter(sys.stdin.readline, ""): print(urllib.request.urlopen(url.strip()).read().decode().strip(), flush=True)`;

const CLIENTS: readonly Client[] = [
  { name: "Python's requests", isHere: hasRequests, command: () => [PYTHON, "-c", REQUESTS] },
  { name: "Python's urllib", isHere: isOnPath("python3"), command: () => ["python3", "-c", URLLIB] },
  {
    name: "curl",
    isHere: isOnPath("curl"),
    command: () => ["sh", "-c", 'while read -r url; do curl -sSL "$url"; done'],
  },
  {
    name: "wget",
    isHere: isOnPath("wget"),
    command: () => ["sh", "-c", 'while read -r url; do wget -qO- "$url"; done'],
  },
];

function fetchOf(major: "22" | "24"): Client {
  return { name: `fetch of Node ${major}`, isHere: true, command: () => [nodeBinary(major), "-e", NODE] };
}

/** A redirect to another host, a host without certificate, and a renewal, while the client runs. */
function isServed({ command }: Client): () => Promise<void> {
  return async () => {
    const bare = await scene.server({ rejectUnauthorized: false });
    const server = await scene.server({ redirects: { "/elsewhere": `https://127.0.0.1:${bare.port}/` } });
    const [file, ...args] = command();
    const child = spawn(file!, args, { env: environment(), stdio: ["pipe", "pipe", "inherit"] });
    try {
      const ask = asking(child);
      expect(await ask(`https://localhost:${server.port}/`)).toBe("check");
      expect(await ask(`https://localhost:${server.port}/elsewhere`)).toBe("no certificate");
      await scene.declare("localhost", { subject: "renewed" });
      expect(await ask(`https://localhost:${server.port}/`)).toBe("renewed");
      expect(server.requests.map(({ subject }) => subject)).toEqual(["check", "check", "renewed"]);
    } finally {
      child.stdin!.end();
      child.kill();
    }
  };
}

function asking(child: ChildProcess): (url: string) => Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  return async (url) => {
    child.stdin!.write(`${url}\n`);
    const [line] = await once(lines, "line", { signal: AbortSignal.timeout(20_000) });
    return String(line);
  };
}

describe("a client that runs while a certificate is renewed", () => {
  for (const client of CLIENTS.filter(({ isHere }) => isHere)) test(client.name, isServed(client));

  for (const major of ["22", "24"] as const) {
    describePackages(`node-${major}`)(`Node ${major}`, () => {
      test("fetch", isServed(fetchOf(major)));
    });
  }
});

describePackages("node-24")("a WebSocket of Node 24", () => {
  test("is opened with the certificate of the host", async () => {
    const { port, server } = await scene.server({ handler: () => undefined });
    new WebSocketServer({ server: server as HttpsServer }).on("connection", (socket, request) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      socket.on("message", (text) => socket.send(`${subject.CN} said ${text}`));
    });
    const script = `const socket = new WebSocket("wss://localhost:${port}/");
      socket.onopen = () => socket.send("hello");
      socket.onmessage = ({ data }) => { console.log(data); socket.close(); };
      socket.onerror = (event) => { console.log("failed", event.message); process.exit(); }`;
    expect(await run(nodeBinary("24"), "-e", script)).toBe("check said hello");
  });
});

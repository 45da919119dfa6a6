import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describePackages } from "../support/describe-packages";
import { describeTools } from "../support/describe-tools";
import type { MtlsServer } from "../support/mtls-server";
import { nodeBinary } from "../support/node-versions";
import { packageFolder } from "../support/packages";
import { RuntimeScene } from "../support/runtime-scene";

const MAIN = join(__dirname, "../../dist/cli/main.js");

let scene: RuntimeScene;
let server: MtlsServer;
let url: string;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  await scene.declare("localhost", { subject: "check" });
  server = await scene.server({ allowHttp2: true });
  url = `https://localhost:${server.port}/`;
}, 30_000);
afterAll(() => scene.stop());

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): ChildProcess {
  const all = [MAIN, "exec", "--from", scene.registry.directory, ...args];
  return spawn(process.execPath, all, { stdio: ["pipe", "pipe", "pipe"] });
}

async function exec(...args: string[]): Promise<Ended> {
  const child = start(...args);
  child.stdin!.end();
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  return { status, stdout, stderr };
}

const node = (script: string) => ["--", process.execPath, "-e", script];

test("ends with the status of the command, and passes its arguments and standard streams through", async () => {
  const child = start(
    ...node(
      "process.stdin.pipe(process.stdout); process.on('exit', () => { console.error(process.argv[1]); process.exitCode = 7 })",
    ),
    "--",
    "--from",
  );
  child.stdin!.end("hello");
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: "hello", stderr: "--from\n" });
});

test("passes a signal on, and ends as the command did", async () => {
  const child = start(
    ...node("process.on('SIGTERM', () => process.exit(9)); console.log('ready'); setInterval(() => {}, 1000)"),
  );
  await once(child.stdout!, "data");
  child.kill("SIGTERM");
  expect((await once(child, "close"))[0]).toBe(9);
});

test("tells which signal ended the command", async () => {
  expect((await exec(...node("process.kill(process.pid, 'SIGKILL')"))).status).toBe(128 + 9);
});

test("says that a command is not there, with a shell's status", async () => {
  const { status, stderr } = await exec("--", "no-such-command");
  expect({ status, stderr }).toEqual({ status: 127, stderr: expect.stringContaining("no-such-command cannot be run") });
});

test.each([
  ["after the command", "0"],
  ["after a command that was killed", "process.kill(process.pid, 'SIGKILL')"],
])("leaves no file behind %s", async (_, script) => {
  const { stdout } = await exec(
    ...node(`console.log(process.env.SSL_CERT_FILE); setTimeout(() => { ${script} }, 100)`),
  );
  expect(dirname(dirname(stdout.trim()))).toBe(tmpdir());
  expect(existsSync(dirname(stdout.trim()))).toBe(false);
});

test("a host that the runtime cannot reach is named on stderr", async () => {
  const script = `const http = require("node:http"); const proxy = new URL(process.env.HTTPS_PROXY);
    const auth = "Basic " + Buffer.from(proxy.username + ":" + proxy.password).toString("base64");
    http.request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path: "127.0.0.1:1", headers: { "proxy-authorization": auth } })
      .on("connect", (response) => { console.log(response.statusCode); process.exit(); }).end();`;
  const { stdout, stderr } = await exec(...node(script));
  expect(stdout).toBe("502\n");
  expect(stderr).toMatch(/client-certificates: https:\/\/127.0.0.1:1: .*ECONNREFUSED/);
});

describe("the tools of others present the certificate, and know no key", () => {
  const seen = async (...command: string[]) => (await exec("--", ...command)).stdout;

  describeTools("curl")("curl", () => {
    test("presents it", async () => expect(await seen("curl", "-sS", url)).toBe("check\n"));
  });

  describeTools("wget")("wget", () => {
    test("presents it", async () => expect(await seen("wget", "-qO-", url)).toBe("check\n"));
  });

  describeTools("python3")("Python's urllib", () => {
    const script = `import urllib.request; print(urllib.request.urlopen("URL").read().decode(), end="")`;
    test("presents it", async () => expect(await seen("python3", "-c", script.replace("URL", url))).toBe("check\n"));
  });

  describeTools("openssl")("openssl s_client", () => {
    test("presents it", async () => {
      const script = `printf 'GET / HTTP/1.0\\r\\nHost: localhost:${server.port}\\r\\n\\r\\n' | openssl s_client -quiet -verify_return_error -proxy "$(echo "$HTTPS_PROXY" | sed 's/.*@//')" -proxy_user client-certificates -proxy_pass "pass:$(echo "$HTTPS_PROXY" | sed 's/.*client-certificates:\\(.*\\)@.*/\\1/')" -connect localhost:${server.port} -servername localhost -CAfile "$SSL_CERT_FILE" -ign_eof`;
      expect(await seen("sh", "-c", script)).toMatch(/check\n$/);
    });
  });

  describeTools("git")("git", () => {
    test("presents it", async () => {
      const repository = join(scene.registry.directory, "repository");
      mkdirSync(repository);
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: repository });
      git("init", "-q", "-b", "main");
      git("commit", "-q", "--allow-empty", "-m", "first");
      git("update-server-info");
      const files = await scene.server({
        handler: (request, response) => {
          const path = join(repository, ".git", new URL(request.url!, "https://x").pathname);
          if (existsSync(path)) response.end(readFileSync(path));
          else Object.assign(response, { statusCode: 404 }).end();
        },
      });
      expect(await seen("git", "ls-remote", `https://localhost:${files.port}`)).toMatch(/refs\/heads\/main/);
      expect(files.requests.map(({ subject }) => subject)).toContain("check");
    });
  });

  describePackages("node-24")("fetch of Node 24", () => {
    test("presents it", async () => {
      expect(
        await seen(
          nodeBinary("24"),
          "-e",
          `fetch("${url}").then((r) => r.text()).then((t) => process.stdout.write(t))`,
        ),
      ).toBe("check\n");
    });
  });

  describePackages("newman")("newman", () => {
    test("presents it", async () => {
      const collection = {
        info: { name: "c", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        item: [{ name: "r", request: url }],
      };
      const file = join(scene.registry.directory, "collection.json");
      writeFileSync(file, JSON.stringify(collection));
      const report = join(scene.registry.directory, "report.json");
      const main = join(packageFolder("newman"), "node_modules/newman/bin/newman.js");
      await exec("--", process.execPath, main, "run", file, "-r", "json", "--reporter-json-export", report);
      const [{ response }] = JSON.parse(readFileSync(report, "utf8")).run.executions;
      expect(response.stream && Buffer.from(response.stream.data).toString()).toBe("check\n");
    });
  });

  describeTools("java")("Java's HttpClient", () => {
    test("presents it, where it may use the proxy without its credential", async () => {
      const file = join(scene.registry.directory, "Ask.java");
      writeFileSync(
        file,
        `import java.net.URI; import java.net.http.*;
        public class Ask { public static void main(String[] a) throws Exception {
          System.out.print(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(a[0])).build(), HttpResponse.BodyHandlers.ofString()).body()); } }`,
      );
      expect((await exec("--without-credential", "--", "java", file, url)).stdout).toBe("check\n");
    }, 60_000);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../support/command-line";
import type { MtlsServer } from "../support/mtls-server";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let server: MtlsServer;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost", { subject: "check" });
  server = await scene.server();
});
afterAll(() => scene.stop());

const probe = (...args: string[]) => runCommand("probe", "--from", scene.registry.directory, ...args);
const url = () => `https://localhost:${server.port}/health`;

test("a server that takes the certificate: exit status 0, and a block of lines that says so", async () => {
  const { stdout, exitCode } = await probe(url());
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`ok ${url()}\n  the certificate is presented, and demanded: HTTP 200\n`);
  expect(stdout).toMatch(/server {8}CN=server, O=Throw-away, from CN=Test CA, O=Throw-away, until \d{4}-\d\d-\d\d\n/);
  expect(stdout).toContain("accepts       CN=Test CA, O=Throw-away (as it says in TLS 1.2)");
  expect(stdout).toContain("1 of 1 as they should be");
});

test("as JSON and as JUnit", async () => {
  const file = join(scene.registry.directory, "probe.xml");
  const { stdout, exitCode } = await probe(url(), "https://localhost:1/", "--json", "--junit", file);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).map(({ ok }: { ok: boolean }) => ok)).toEqual([true, false]);
  expect(readFileSync(file, "utf8")).toMatch(/tests="2" failures="1".*<failure message="not reached: /s);
});

test("--expect-refused turns the question round", async () => {
  const { stdout, exitCode } = await probe("--expect-refused", url());
  expect(exitCode).toBe(0);
  for (const who of ["without", "expired", "foreign"]) expect(stdout).toMatch(new RegExp(`${who} one +refused: `));
  // It was tried on purpose, with a certificate that nobody registered, and so says nothing about ours.
  expect(stdout).not.toMatch(/does not tell|none is registered/);
});

test("without URLs every full host that is declared is asked", async () => {
  const { stdout, exitCode } = await probe();
  expect(stdout).toContain("https://localhost/");
  expect(exitCode).toBe(1);
});

test.each(["http://localhost/", "nonsense nonsense"])("what is no https:// URL is wrong usage: %s", async (given) => {
  expect(await probe(given)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no https:// URL") });
});

// Bun and Deno ignore the dispatcher that their fetch is given: nothing may go out there without its certificate.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { requireDispatchers, requireUndici } from "../../src/runtime/other-runtimes";
import { describePackages } from "../support/describe-packages";
import { runtimeBinary } from "../support/packages";
import { RuntimeScene } from "../support/runtime-scene";

jest.setTimeout(120_000);

const { versions } = process;
afterEach(() => {
  Object.defineProperty(process, "versions", { value: versions, configurable: true });
});

test.each([
  ["bun", "Bun", requireUndici],
  ["bun", "Bun", requireDispatchers],
  ["deno", "Deno", requireDispatchers],
] as const)("where %s runs, what it ignores is refused", (key, name, requirement) => {
  requirement("dispatcher()");
  Object.defineProperty(process, "versions", { value: { ...versions, [key]: "1.0.0" }, configurable: true });
  expect(() => requirement("dispatcher()")).toThrow(
    expect.objectContaining({ code: "unsupported-runtime", message: expect.stringContaining(`in ${name}, which`) }),
  );
});

describe.each([
  ["bun", [], { fetch: /^unsupported-runtime: certificates\.fetch/, proxy: /^unsupported-runtime: a proxy/ }],
  ["deno", ["run", "--allow-all"], { fetch: /^due$/, proxy: /ECONNREFUSED|refused/ }],
] as const)("%s", (name, parameters, expected) => {
  describePackages(name)("installed from npm", () => {
    test("presents certificates by agent(), and refuses what it would ignore; counted at the server", async () => {
      const scene = await RuntimeScene.create(["*.acme.test"]);
      const server = await scene.server({ rejectUnauthorized: false });
      await scene.declare("due.acme.test", { subject: "due" });
      const given = JSON.stringify({ directory: scene.registry.directory, port: server.port });
      const script = join(__dirname, "../support/other-runtime-check.cjs");
      const { stdout } = await promisify(execFile)(runtimeBinary(name), [...parameters, script, given]);
      const seen = JSON.parse(stdout) as Record<string, string>;
      expect(seen).toEqual({
        agent: "due",
        "agent again": "due",
        "agent, no certificate": "no certificate",
        dispatcher: expect.stringMatching(/^unsupported-runtime: dispatcher\(\).*certificates\.agent\(\), which work/),
        install: expect.stringMatching(/^unsupported-runtime: install\(\)/),
        fetch: expect.stringMatching(expected.fetch),
        "agent by a proxy": expect.stringMatching(expected.proxy),
      });
      const bare = server.requests.filter(({ host, subject }) => host.startsWith("due") && !subject);
      expect(bare).toEqual([]);
      await scene.stop();
    });
  });
});

// The matchers in each test runner, where the package is installed.
import { join } from "node:path";
import { Authority } from "../../examples/support/pki";
import { Installation, type Run } from "../support/installation";

jest.setTimeout(120_000);

const STACK = `
const app = new App({ outdir: process.env.OUTDIR });
const stack = new TerraformStack(app, "shop");
new AwsProvider(stack, "aws", {});
const registry = new ClientCertificateRegistry(stack, "Certificates");
new ClientCertificate(stack, "Acme", { registry, host: "*.acme.com", certificatePath: "acme.crt", privateKeyPath: "acme.key" });
`;

const REQUIRES = `
const { App, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { ClientCertificate, ClientCertificateRegistry } = require("cdktf-client-certificates");
const { setupJest, matchers, toResolve, toHaveNoFindings } = require("cdktf-client-certificates/testing");
`;

const EXPECTATIONS = `
test("holds", () => {
  expect(stack).toHaveNoFindings();
  expect(stack).toResolve("https://www.acme.com/", { to: "Acme" });
  expect(stack).not.toResolve("acme.com");
});
test("fails", () => expect(stack).toResolve("acme.com"));
`;

const WHY = "expected acme.com to get a certificate";

describe("the matchers", () => {
  let project: Installation;

  beforeAll(async () => {
    project = new Installation(["cdktf", "constructs", "@cdktf/provider-aws", "@jest/globals", "vitest"]);
    const { certificate, privateKey } = await (await Authority.create("Runners CA")).issue("check");
    project.write("acme.crt", certificate);
    project.write("acme.key", privateKey);
  });
  afterAll(() => project.remove());

  const modules = join(__dirname, "../../node_modules");
  const env = { OUTDIR: "cdktf.out", CI: "true" };
  const jestRun = (file: string) =>
    project.run(join(modules, "jest/bin/jest.js"), ["--rootDir", ".", "--testMatch", `**/${file}`], { env });
  const told = ({ exitCode, stdout, stderr }: Run) => ({ exitCode, output: stdout + stderr });

  test("Jest, with globals", async () => {
    project.write("globals.js", `${REQUIRES}${STACK}setupJest();${EXPECTATIONS}`);
    const { exitCode, output } = told(await jestRun("globals.js"));
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/1 failed, 1 passed/)]);
    expect(output).toContain(WHY);
  });

  test("Jest, without globals", async () => {
    const globals = 'const { expect, test } = require("@jest/globals");';
    project.write("imported.js", `${globals}${REQUIRES}${STACK}setupJest(expect);${EXPECTATIONS}`);
    const { exitCode, output } = told(await jestRun("imported.js"));
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/1 failed, 1 passed/)]);
    expect(output).toContain(WHY);
  });

  test("Vitest", async () => {
    const imports = `
import { createRequire } from "node:module";
import { expect, test } from "vitest";
const require = createRequire(import.meta.url);`;
    project.write("vitest.test.mjs", `${imports}${REQUIRES}${STACK}expect.extend(matchers);${EXPECTATIONS}`);
    const options = { env: { ...env, NO_COLOR: "1" } };
    const run = await project.run(join(modules, "vitest/vitest.mjs"), ["run", "vitest.test.mjs"], options);
    const { exitCode, output } = told(run);
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/1 failed \| 1 passed/)]);
    expect(output).toContain(WHY);
  });

  test("node:test", async () => {
    const code = `
const test = require("node:test");
const assert = require("node:assert");
const holds = ({ pass, message }) => assert.ok(pass, message());
test("holds", () => {
  holds(toHaveNoFindings(stack));
  holds(toResolve(stack, "https://www.acme.com/", { to: "Acme" }));
});
test("fails", () => holds(toResolve(stack, "acme.com")));
`;
    project.write("plain.cjs", `${REQUIRES}${STACK}${code}`);
    const { exitCode, output } = told(await project.run("--test", ["--test-reporter=tap", "plain.cjs"], { env }));
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/# pass 1\n# fail 1/)]);
    expect(output).toContain(WHY);
  });
});

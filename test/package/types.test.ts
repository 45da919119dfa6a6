// The types of the package, as compilers see them where it is installed.
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { Installation } from "../support/installation";
import { snippets } from "../support/snippets";

const PACKAGES = [
  "cdktf",
  "constructs",
  "@cdktf/provider-aws",
  "esbuild",
  "@types/jest",
  "@jest/globals",
  "expect",
  "pretty-format",
  "vitest",
];
const NODES = ["20", "22", "24", "26"] as const;

jest.setTimeout(120_000);

const DISPATCHERS = `
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { Agent, fetch as undiciFetch, request, setGlobalDispatcher } from "undici";

const certificates = ClientCertificates.fromSynth("cdktf.out");
const dispatcher = certificates.dispatcher();
export async function use(url: string, init: RequestInit): Promise<number> {
  await fetch(url, { dispatcher: certificates.dispatcher() });
  await fetch(url, { method: "POST", body: "x", dispatcher });
  await undiciFetch(url, { dispatcher: certificates.dispatcher() });
  await undiciFetch(url, { dispatcher });
  await request(url, { dispatcher });
  setGlobalDispatcher(dispatcher);
  const response: Response = await certificates.fetch(url, init);
  const own: typeof fetch = certificates.fetch;
  await own(new URL(url), { ...init, signal: AbortSignal.timeout(1_000) });
  void Agent;
  return response.status;
}
`;

/** The same assertions in each runner; the matchers are known to its expect. */
const MATCHERS = `
import type { TerraformStack } from "cdktf";
import { matchers, setupJest, toHaveNoFindings, toResolve } from "cdktf-client-certificates/testing";
setupJest(EXPECT);
export function check(stack: TerraformStack): void {
  expect(stack).toHaveNoFindings();
  expect(stack).toResolve("https://www.acme.com/", { to: "Acme" });
  expect(stack).not.toResolve("acme.com");
  // @ts-expect-error a target is a text
  expect(stack).toResolve(1);
  const { pass, message }: { pass: boolean; message(): string } = toResolve(stack, "acme.com");
  expect([pass, message(), toHaveNoFindings(stack).pass]).toBeTruthy();
  expect.extend(matchers);
}
`;

describe("types", () => {
  let project: Installation;
  beforeAll(() => {
    project = new Installation(PACKAGES);
    project.write("dispatchers.ts", DISPATCHERS);
    for (const [i, { name, code }] of snippets().entries()) {
      // Both frameworks have the same types; one is installed here.
      const forCdktf = code
        .replaceAll("cdktf-client-certificates/cdktn", "cdktf-client-certificates")
        .replaceAll("cdktn", "cdktf");
      project.write(`snippets/${String(i).padStart(2, "0")}-${name.replace(/\W/g, "-")}.ts`, forCdktf);
    }
  });
  afterAll(() => project.remove());

  /** What the compiler says, in a project with these packages under these names. */
  async function errors(
    links: Readonly<Record<string, string>>,
    options: object,
    compiler = "typescript",
    include: readonly string[] = ["dispatchers.ts", "snippets"],
  ): Promise<string> {
    for (const [name, target] of Object.entries(links)) project.link(name, target);
    const compilerOptions = { strict: true, noEmit: true, preserveSymlinks: true, target: "es2022", ...options };
    project.write("tsconfig.json", JSON.stringify({ compilerOptions, include }));
    const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
    const { exitCode, stdout, stderr } = await project.run(tsc, ["-p", "."]);
    return exitCode === 0 ? "" : `${stdout}${stderr}`;
  }

  test.each([
    ["Jest with globals", "", MATCHERS.replace("EXPECT", ""), ["node", "jest"]],
    ["Jest without globals", 'import { expect } from "@jest/globals";', MATCHERS.replace("EXPECT", "expect"), ["node"]],
    ["Vitest", 'import { expect } from "vitest";', MATCHERS.replace("EXPECT", "expect"), ["node"]],
  ])("the matchers are typed for %s", async (_, imports, code, types) => {
    project.write("matchers.ts", imports + code);
    const own = { "cdktf-client-certificates/node_modules/undici": "undici", "@types/node": "types-node-22" };
    const links = { ...own, "undici-types": undiciTypesOf("types-node-22"), undici: "undici" };
    // The runners' own types are found from where they are.
    const options = { module: "nodenext", lib: ["es2023"], types, skipLibCheck: true, preserveSymlinks: false };
    expect(await errors(links, options, "typescript", ["matchers.ts"])).toBe("");
  });

  test.each([
    ["node10", "commonjs"],
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["bundler", "preserve"],
  ])("TypeScript 5 with moduleResolution %s: the same", async (moduleResolution, module) => {
    const options = { module, moduleResolution, lib: ["es2023"], types: ["node", "jest"], skipLibCheck: true };
    const own = { "cdktf-client-certificates/node_modules/undici": "undici" };
    const types = { "@types/node": "types-node-22", "undici-types": undiciTypesOf("types-node-22"), undici: "undici" };
    expect(await errors({ ...own, ...types }, { ...options, esModuleInterop: true }, "typescript-5")).toBe("");
  });

  describe.each(NODES)("with @types/node %s", (major) => {
    const node = major === "20" ? "@types/node" : `types-node-${major}`;
    const types = { "@types/node": node, "undici-types": undiciTypesOf(node) };
    describe.each(["7", "8"])("and undici %s", (version) => {
      // The package has the one that it is written for in any case.
      const undici = {
        undici: version === "7" ? "undici" : `undici-${version}`,
        "cdktf-client-certificates/node_modules/undici": "undici",
      };
      test.each([
        ["without the DOM library", ["es2023"]],
        ["with the DOM library", ["es2023", "dom", "dom.iterable"]],
      ])("%s: every snippet and every use of a dispatcher compiles", async (_, lib) => {
        const options = { module: "nodenext", lib, types: ["node", "jest"], skipLibCheck: true };
        expect(await errors({ ...types, ...undici }, options)).toBe("");
      });
    });
  });
});

/** Where the types of undici are that these types of Node are written for, below node_modules. */
function undiciTypesOf(node: string): string {
  const modules = join(__dirname, "../../node_modules");
  const found = createRequire(join(modules, node, "package.json")).resolve("undici-types/package.json");
  return relative(modules, dirname(found));
}

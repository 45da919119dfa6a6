// The package as people get it: what is in the tarball, and what it does where it is installed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { Authority, encryptKey } from "../../examples/support/pki";
import { Installation, packedFiles } from "../support/installation";

const ROOT = join(__dirname, "../..");
const FRAMEWORK = ["cdktf", "constructs", "@cdktf/provider-aws"];
const MB = 1024 * 1024;

jest.setTimeout(120_000);

const APP = `
const app = new App();
const stack = new TerraformStack(app, "shop");
new AwsProvider(stack, "aws", {});
const registry = new ClientCertificateRegistry(stack, "Certificates");
new ClientCertificate(stack, "Acme", { registry, host: "*.acme.com", certificatePath: "acme.crt", privateKeyPath: "acme.key" });
app.synth();
`;

const COMMONJS = `
const { App, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { ClientCertificate, ClientCertificateRegistry } = require("cdktf-client-certificates");
${APP}`;

const ES_MODULE = `
import { App, TerraformStack } from "cdktf";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
${APP}`;

const CHECK = `
import { ClientCertificates } from "cdktf-client-certificates/runtime";
export const handler = async () => {
  const certificates = ClientCertificates.fromSynth("cdktf.out");
  const { certificate } = await certificates.resolve("https://www.acme.com/");
  await certificates.close();
  return certificate.declaration;
};
`;

describe("the tarball", () => {
  test("holds the compiled package and its documentation, nothing else, and is small", () => {
    const files = packedFiles();
    const size = files.reduce((sum, file) => sum + file.size, 0);
    console.log(
      [
        ...files.map(({ path, size }) => `${String(size).padStart(8)} ${path}`),
        `${files.length} files, ${size} bytes`,
      ].join("\n"),
    );
    expect(
      files.filter(({ path }) => !/^(dist|docs)\/|^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(path)),
    ).toEqual([]);
    for (const file of ["dist/cdktn.js", "dist/cdktn.d.ts", "dist/resolver.zip", "dist/page/page.js", "README.md"]) {
      expect(files.map(({ path }) => path)).toContain(file);
    }
    expect(size).toBeLessThan(3 * MB);
  });

  test("says where it comes from, and what it needs is optional but for the runtime's", () => {
    const json = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(json).toMatchObject({
      repository: { type: "git" },
      homepage: expect.any(String),
      bugs: { url: expect.any(String) },
    });
    for (const name of Object.keys(json.peerDependencies))
      expect(json.peerDependenciesMeta[name]).toEqual({ optional: true });
  });

  test("with its dependencies, and without a framework, takes less than 60 MB", () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;
    const needed = Object.entries(packages).filter(
      ([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional,
    );
    const installed = needed.reduce((sum, [path]) => sum + sizeOf(join(ROOT, path)), 0);
    console.log(`${needed.length} packages, ${(installed / MB).toFixed(1)} MB`);
    expect(needed.map(([path]) => path)).toContain("node_modules/undici");
    expect(installed).toBeLessThan(60 * MB);
  });
});

describe("installed beside cdktf", () => {
  let project: Installation;
  beforeAll(async () => {
    project = new Installation(FRAMEWORK);
    await writePair(project);
  });
  afterAll(() => project.remove());

  test.each([
    ["a CommonJS app", "main.cjs", COMMONJS],
    ["an app of ES modules", "main.mjs", ES_MODULE],
  ])("%s is synthesised", async (_, file, code) => {
    project.write(file, code);
    expect(await project.run(file)).toEqual({ exitCode: 0, stdout: "", stderr: expect.not.stringContaining("rror") });
    expect(JSON.parse(project.read("cdktf.out/stacks/shop/client-certificates.json"))).toMatchObject({
      registrations: [{ declaration: "shop/Acme" }],
    });
  });

  test("the main.ts of the README runs as it stands", async () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const code = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
      .map(([, block]) => block!)
      .find((it) => it.includes("new App()"))!;
    const passphrase = "correct horse battery staple";
    const { certificate, privateKey } = await (await Authority.create("README CA")).issue("check");
    project.write("certs/acme.crt", certificate);
    project.write("certs/acme.key", encryptKey(privateKey, passphrase));
    project.link("tsx");
    project.write(
      "main.ts",
      code.replaceAll("cdktf-client-certificates/cdktn", "cdktf-client-certificates").replaceAll("cdktn", "cdktf"),
    );
    const env = { SYNTH_TF_VAR_acme_passphrase: passphrase };
    expect(await project.run("-e", ['require("tsx/cjs"); require("./main.ts")'], { env })).toMatchObject({
      exitCode: 0,
    });
    expect(project.read("cdktf.out/stacks/certificates/client-certificates.json")).toContain("certificates/Acme");
  });

  test("an API check is bundled by esbuild, and runs where nothing is installed", async () => {
    project.write("main.cjs", COMMONJS);
    await project.run("main.cjs");
    project.write("check.mjs", CHECK);
    const outfile = join(project.directory, "bundle", "index.cjs");
    await build({
      entryPoints: [join(project.directory, "check.mjs")],
      ...{ outfile, bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "error" },
    });
    project.write("run.cjs", 'require("./bundle/index.cjs").handler().then(console.log);');
    expect(await project.run("run.cjs")).toMatchObject({ exitCode: 0, stdout: "shop/Acme\n" });
  });
});

describe("installed alone", () => {
  let project: Installation;
  beforeAll(async () => {
    project = new Installation();
    await writePair(project);
  });
  afterAll(() => project.remove());

  test("the runtime works, by require and by import", async () => {
    project.write(
      "check.mjs",
      `${CHECK}\nconsole.log(typeof handler, new ClientCertificates({ registry: "x" }) instanceof ClientCertificates);`,
    );
    expect(await project.run("check.mjs")).toMatchObject({ exitCode: 0, stdout: "function true\n" });
    const code = 'console.log(typeof require("cdktf-client-certificates/runtime").ClientCertificates)';
    expect(await project.run("-e", [code])).toMatchObject({ exitCode: 0, stdout: "function\n" });
  });

  test("the command line works, by npx", async () => {
    const check = ["check", "--certificate", "acme.crt", "--private-key", "acme.key", "--json"];
    const { exitCode, stdout } = await project.npx("client-certificates", check);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { ok: true }]);
  });

  test.each([
    [
      "cdktf-client-certificates",
      'need cdktf and constructs, which are not installed; "npm install cdktf constructs" does it; for cdktn import from "cdktf-client-certificates/cdktn"',
    ],
    ["cdktf-client-certificates/testing", "need cdktf and constructs"],
    [
      "cdktf-client-certificates/cdktn",
      'need cdktn and constructs, which are not installed; "npm install cdktn constructs" does it; for cdktf import from "cdktf-client-certificates"',
    ],
    ["cdktf-client-certificates/cdktn/testing", "need cdktn and constructs"],
  ])("%s says which framework to install", async (entry, expected) => {
    const { exitCode, stderr } = await project.run("-e", [`require(${JSON.stringify(entry)})`]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(expected)]);
  });

  test("where the other framework is installed, it says from where to import", async () => {
    project.link("constructs");
    project.write("node_modules/cdktn/index.js", "");
    const { stderr } = await project.run("-e", ['require("cdktf-client-certificates")']);
    expect(stderr).toContain(
      'cdktf and constructs, which are not installed; cdktn is: import from "cdktf-client-certificates/cdktn"',
    );
  });
});

async function writePair(project: Installation): Promise<void> {
  const { certificate, privateKey } = await (await Authority.create("Installed CA")).issue("check");
  project.write("acme.crt", certificate);
  project.write("acme.key", privateKey);
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly devOptional?: boolean; readonly optional?: boolean }>
  >;
}

/** Bytes of a package's own files, without those of the packages below it, which the lock lists too. */
function sizeOf(path: string): number {
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .reduce(
      (sum, entry) =>
        sum + (entry.isDirectory() ? sizeOf(join(path, entry.name)) : statSync(join(path, entry.name)).size),
      0,
    );
}

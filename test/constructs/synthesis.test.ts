// How a synth speaks: once, and so that nothing is deployed that should not be.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Aspects, Testing } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import type { IConstruct } from "constructs";
import { Authority, days, type Issued } from "../../examples/support/pki";
import { documentationOf } from "../../src/finding";
import { TestApp } from "../support/app";

const ROOT = join(__dirname, "../..");
const PRINTED_BY_THE_COMMAND = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";

let good: Issued;
let soon: Issued;
let expired: Issued;

beforeAll(async () => {
  const authority = await Authority.create("Synthesis CA");
  good = await authority.issue("good", { notAfter: days(100.5) });
  expired = await authority.issue("expired", { notAfter: days(-1) });
  soon = await authority.issue("soon", { notAfter: days(9.5) });
});

afterEach(() => {
  delete process.env[PRINTED_BY_THE_COMMAND];
});

type Files = Record<string, Issued | undefined>;

function declare(stacks: Record<string, Files>, config = {}): TestApp {
  const app = new TestApp(config);
  for (const [id, files] of Object.entries(stacks)) {
    const stack = app.stack(id);
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
    for (const [name, issued] of Object.entries(files)) {
      const pair = issued ? app.pair(name, issued) : { certificatePath: "none.crt", privateKeyPath: "none.key" };
      new ClientCertificate(stack, name, { registry, host: `${name.toLowerCase()}.${id}.test`, ...pair });
    }
  }
  return app;
}

const REPORT =
  /^Synth stops: 2 errors and 1 warning in 1 of 3 client certificates\n\none\/Bad \(bad\.one\.test\) at \S+synthesis\.test\.ts:\d+\n {2}error none\.crt: file-not-found: [\s\S]*\n\ntwo\/Soon \(soon\.two\.test\) at [\s\S]*\n {2}warning \S+: expires-soon: /;

test("one report: counts, by certificate, errors before warnings, the line, and a link for each code", () => {
  const app = declare({ two: { Soon: soon, Good: good }, one: { Bad: undefined } });
  const synth = () => app.app.synth();
  expect(synth).toThrow(expect.objectContaining({ code: "synthesis-refused", message: expect.stringMatching(REPORT) }));
  try {
    synth();
  } catch (error) {
    const { message, stack } = error as Error;
    for (const code of ["file-not-found", "expires-soon"] as const)
      expect(message.split(documentationOf(code))).toHaveLength(2);
    // Its stack trace is the report, and where the synth was called.
    expect(stack).toMatch(/^Synth stops[\s\S]*\n {4}at \S+synthesis\.test\.ts:\d+:\d+$/);
  }
});

test("Testing.synth with validations throws the same report", () => {
  const app = declare({ two: { Soon: soon, Good: good }, one: { Bad: undefined } });
  const [, one] = app.app.node.children;
  expect(() => Testing.synth(one as never, true)).toThrow(REPORT);
  expect(() => Testing.fullSynth(one as never)).toThrow(REPORT);
});

test.each([false, true])(
  "where the framework's command prints annotations, the report is one, and nothing can be deployed; skipValidation: %s",
  (skipValidation) => {
    process.env[PRINTED_BY_THE_COMMAND] = "true";
    const app = declare({ two: { Soon: soon, Good: good }, one: { Bad: undefined } }, { skipValidation });
    app.app.synth();
    const { stacks } = JSON.parse(readFileSync(join(app.app.outdir, "manifest.json"), "utf8"));
    expect(stacks.two.annotations).toEqual([
      { constructPath: "two", level: "@cdktf/error", message: expect.stringMatching(REPORT) },
    ]);
    expect(stacks.one.annotations).toEqual([]);
    for (const id of ["one", "two"]) {
      const written = JSON.parse(readFileSync(join(app.app.outdir, "stacks", id, "cdk.tf.json"), "utf8"));
      // A list of resources that is none: no Terraform reads it.
      expect(written.resource).toEqual(expect.any(String));
      expect(() => ClientCertificates.fromSynth(join(app.app.outdir, "stacks", id))).toThrow("resource is a text");
    }
  },
);

describe("what an aspect adds too late", () => {
  const lateApp = (from: string, to: string, withRegistry: boolean) => {
    const app = new TestApp();
    const stacks = new Map(["one", "two"].map((id) => [id, app.stack(id)]));
    if (withRegistry) ClientCertificateRegistry.fromName(stacks.get("two")!, "Before", "acme");
    const files = app.pair("late", good);
    const visit = (node: IConstruct) => {
      if (node !== stacks.get(from)) return;
      const registry = ClientCertificateRegistry.fromName(stacks.get(to)!, "ByAspect", "acme");
      new ClientCertificate(stacks.get(to)!, "Late", { registry, host: "late.test", ...files });
    };
    Aspects.of(stacks.get(from)!).add({ visit });
    return app.app;
  };

  test.each([
    ["to a stack that is written", "two", "one", true],
    ["to a stack that is written, as the first of ours", "two", "one", false],
    ["to its own stack, as the first of ours", "one", "one", false],
  ])("%s stops the synth", (_, from, to, withRegistry) => {
    expect(() => lateApp(from, to, withRegistry).synth()).toThrow(
      /one\/Late: an aspect added it when .*\n +Fix: declare/,
    );
  });

  test("what is declared between two synths is not late", () => {
    const declared = declare({ one: { Good: good } });
    declared.app.synth();
    const [stack] = declared.app.node.children;
    const registry = ClientCertificateRegistry.fromName(stack!, "Between", "acme");
    new ClientCertificate(stack!, "Added", { registry, host: "added.test", ...declared.pair("added", good) });
    expect(() => declared.app.synth()).not.toThrow();
  });
});

describe("what an aspect adds", () => {
  const app = (added: Record<string, Issued | undefined>, skipValidation: boolean) => {
    const declared = declare({ one: { Good: good } }, { skipValidation });
    declared.stack("two");
    for (const stack of declared.app.node.children) {
      const registry = () => ClientCertificateRegistry.fromName(stack, "ByAspect", "acme");
      const visit = (node: IConstruct) => {
        if (node !== stack || !added[stack.node.id]) return;
        const files = declared.pair(`${stack.node.id}-added`, added[stack.node.id]!);
        new ClientCertificate(stack, "Added", { registry: registry(), host: `added.${stack.node.id}.test`, ...files });
      };
      Aspects.of(stack).add({ visit });
    }
    return declared;
  };

  test.each([false, true])("is judged, and the report comes once; skipValidation: %s", (skipValidation) => {
    expect(() => app({ two: expired }, skipValidation).app.synth()).toThrow(/^Synth stops: 1 error in 1 of 2 client/);
    process.env[PRINTED_BY_THE_COMMAND] = "true";
    const refused = app({ one: expired, two: expired }, skipValidation);
    refused.app.synth();
    const { stacks } = JSON.parse(readFileSync(join(refused.app.outdir, "manifest.json"), "utf8"));
    expect(stacks.one.annotations).toEqual([
      { constructPath: "one", level: "@cdktf/error", message: expect.stringMatching(/^Synth stops: 1 error/) },
    ]);
    expect(stacks.two.annotations).toEqual([]);
    for (const id of ["one", "two"]) {
      const written = readFileSync(join(refused.app.outdir, "stacks", id, "cdk.tf.json"), "utf8");
      expect(JSON.parse(written).resource).toEqual(expect.any(String));
    }
  });

  test("is in the manifest, and in the one line of a success, also where it is the first of its stack", () => {
    process.env[PRINTED_BY_THE_COMMAND] = "true";
    const { manifest, annotations } = app({ one: good, two: good }, false).synth("two");
    expect(manifest.registrations.map(({ declaration }) => declaration)).toEqual(["two/Added"]);
    expect(annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^3 client certificates proved; /),
    ]);
  });
});

test("there a note of the stack is a line below the summary", () => {
  process.env[PRINTED_BY_THE_COMMAND] = "true";
  const context = { "client-certificates:planReadsKeys": false };
  const { annotations } = declare({ shop: { Good: good } }, { context }).synth();
  expect(annotations.map(({ message }) => message.split("\n"))).toEqual([
    [expect.stringMatching(/^1 client certificate proved; /), expect.stringMatching(/^note: the AWS provider 5/)],
  ]);
});

test("there a success is one line, with warnings below it", () => {
  process.env[PRINTED_BY_THE_COMMAND] = "true";
  const { annotations } = declare({ shop: { Good: good } }).synth();
  const end = days(100.5).toISOString().slice(0, 10);
  expect(annotations).toEqual([
    expect.objectContaining({
      level: "@cdktf/info",
      message: `1 client certificate proved; it ends on ${end} (good.shop.test, in 100 days)`,
    }),
  ]);
  expect(annotations[0]).not.toHaveProperty("stacktrace");
  const several = declare({ two: { Soon: soon }, one: { Good: good } });
  expect(several.synth("two").annotations).toEqual([]);
  expect(several.synth("one").annotations[0]).toMatchObject({
    level: "@cdktf/warn",
    message: expect.stringMatching(
      /^2 client certificates proved, 1 warning; the first ends on \S+ \(soon\.two\.test, in 9 days\)\n\ntwo\/Soon /,
    ),
  });
});

describe("an app that is run by itself", () => {
  const run = (files: Files, env: NodeJS.ProcessEnv = {}) => {
    const { directory } = declare({ shop: files });
    const declared = Object.entries(files).map(([name, issued]) => {
      const path = issued ? join(directory, name) : "none";
      return `new ClientCertificate(stack, "${name}", { registry, host: "${name.toLowerCase()}.test", certificatePath: "${path}.crt", privateKeyPath: "${path}.key" });`;
    });
    const main = join(directory, "main.cjs");
    writeFileSync(
      main,
      `const { App, TerraformStack } = require("${ROOT}/node_modules/cdktf");
const { AwsProvider } = require("${ROOT}/node_modules/@cdktf/provider-aws/lib/provider");
const { ClientCertificate, ClientCertificateRegistry } = require("${ROOT}/dist");
const app = new App({ context: { "client-certificates:planReadsKeys": true } });
const stack = new TerraformStack(app, "shop");
new AwsProvider(stack, "aws", {});
const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
${declared.join("\n")}
app.synth();
`,
    );
    const { NODE_ENV: _, ...own } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
      cwd: directory,
      env: { ...own, ...env },
      encoding: "utf8",
    });
    return { status, stdout, stderr, manifest: existsSync(join(directory, "cdktf.out/manifest.json")) };
  };

  test("says one line on stderr", () => {
    const { status, stdout, stderr } = run({ Good: good, Soon: good });
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^2 client certificates proved; the first ends on .*\n$/);
  });

  test("ends with the report: no stack trace, no code of ours, nothing twice", () => {
    const { status, stderr, manifest } = run({ Bad: undefined, Good: good });
    expect([status, manifest]).toEqual([1, false]);
    expect(stderr.trim()).toMatch(/^Synth stops: 2 errors in 1 of 2 [\s\S]*\n\nNode\.js v\S+$/);
    expect(stderr.match(/^ {4}at .*/gm)).toEqual([expect.stringMatching(/main\.cjs:\d+:\d+$/)]);
    expect(stderr.match(/file-not-found: /g)).toHaveLength(2);
  });

  test("is silent under a test runner", () => {
    expect(run({ Soon: soon }, { NODE_TEST_CONTEXT: "child-v8" }).stderr).toBe("");
  });
});

test("links lead to the package's documentation", () => {
  const { homepage } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(documentationOf("expired")).toBe(`${homepage.replace(/#.*/, "")}/blob/main/docs/findings.md#expired`);
});

// What a synth may leave, and what may become of it while a check runs.
import { execFileSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority, type Issued } from "../../examples/support/pki";
import { ClientCertificates, REGISTRY_CHANNEL, type RegistryEvent } from "../../src/runtime";
import { TestApp } from "../support/app";

let issued: Issued;
let outdir: string;

beforeAll(async () => {
  issued = await (await Authority.create("CA")).issue("check");
});
beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), "synth-faults-")), "cdktf.out");
});
afterEach(() => rmSync(join(outdir, ".."), { recursive: true, force: true }));

/** What was synthesised once for all tests, by its hosts: each test has a copy. */
const synthesised = new Map<string, string>();

/** A synth of a stack with a certificate for each host, in registries of these names. */
function synth(hosts: Readonly<Record<string, string>>): void {
  const known = JSON.stringify(hosts);
  const template = synthesised.get(known) ?? synthesise(hosts);
  synthesised.set(known, template);
  cpSync(template, outdir, { recursive: true });
}

function synthesise(hosts: Readonly<Record<string, string>>): string {
  const app = new TestApp();
  const stack = app.stack();
  const registries = new Map<string, ClientCertificateRegistry>();
  for (const [host, name] of Object.entries(hosts)) {
    const registry = registries.get(name) ?? new ClientCertificateRegistry(stack, name, { name });
    registries.set(name, registry);
    new ClientCertificate(stack, host, { registry, host, ...app.pair(host, issued) });
  }
  app.app.synth();
  return app.app.outdir;
}

const stackFile = (name: string) => join(outdir, "stacks", "shop", name);
const MANIFEST = "client-certificates.json";

describe("a file that is no manifest is an error that names it", () => {
  const registrations = (value: unknown) => JSON.stringify({ version: 1, registrations: value });

  test.each([
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["an object of something else", '{"name":"a package"}'],
    ["no registrations", '{"version":1}'],
    ["registrations that are an object", registrations({})],
    ["registrations that are null", registrations(null)],
    ["registrations that are a text", registrations("x")],
    ["a registration that is null", registrations([null])],
    ["an empty registration", registrations([{}])],
    ["another version", '{"version":2,"registrations":[]}'],
    ["a version that is a text", '{"version":"1","registrations":[]}'],
    ["what was cut off", '{"version":1,"registrations":[{"host":'],
    ["registrations that are said twice", '{"version":1,"registrations":[],"registrations":[]}'],
  ])("%s in client-certificates.json", (_, content) => {
    synth({ "www.acme.com": "one" });
    writeFileSync(stackFile(MANIFEST), content);
    expect(() => ClientCertificates.fromSynth(outdir)).toThrow(
      expect.objectContaining({ code: "invalid-manifest", message: expect.stringContaining(stackFile(MANIFEST)) }),
    );
  });

  test.each([
    "host",
    "declaration",
    "order",
    "certificate",
    "secretName",
    "registry",
    "files",
    "notAfter",
    "chainLength",
  ])("a registration with another %s", (field) => {
    synth({ "www.acme.com": "one" });
    const manifest = JSON.parse(readFileSync(stackFile(MANIFEST), "utf8"));
    for (const value of [undefined, null, [], true]) {
      manifest.registrations[0][field] = value;
      writeFileSync(stackFile(MANIFEST), JSON.stringify(manifest));
      expect(() => ClientCertificates.fromSynth(outdir)).toThrow(
        expect.objectContaining({
          code: "invalid-manifest",
          message: expect.stringContaining(`registrations[0].${field}`),
        }),
      );
    }
  });

  test.each([
    ["nothing", ""],
    ["null", "null"],
    ["no stacks", "{}"],
    ["stacks that are a list", '{"stacks":[]}'],
    ["a stack that is null", '{"stacks":{"shop":null}}'],
    ["a stack without a directory", '{"stacks":{"shop":{}}}'],
    ["a directory that is a number", '{"stacks":{"shop":{"workingDirectory":5}}}'],
    ["a stack that is not there", '{"stacks":{"shop":{"workingDirectory":"stacks/none"}}}'],
    ["stacks that are said twice", '{"stacks":{"shop":{"workingDirectory":"stacks/shop"}},"stacks":{}}'],
  ])("%s in manifest.json", (_, content) => {
    synth({ "www.acme.com": "one" });
    writeFileSync(join(outdir, "manifest.json"), content);
    expect(() => ClientCertificates.fromSynth(outdir)).toThrow(
      expect.objectContaining({ code: "invalid-manifest", message: expect.stringContaining("manifest.json") }),
    );
  });

  test.each([
    ["a pipe", (path: string) => execFileSync("mkfifo", [path])],
    ["a directory", (path: string) => mkdirSync(path)],
    [
      "of a gigabyte",
      (path: string) => {
        writeFileSync(path, "");
        truncateSync(path, 2 ** 30);
      },
    ],
  ])("a manifest that is %s", (_, make) => {
    synth({ "www.acme.com": "one" });
    unlinkSync(stackFile(MANIFEST));
    make(stackFile(MANIFEST));
    expect(() => ClientCertificates.fromSynth(outdir)).toThrow(expect.objectContaining({ code: "invalid-manifest" }));
  });
});

test("a field that a file of the synth says twice is not believed", () => {
  for (const [file, field] of [
    [MANIFEST, "host"],
    [MANIFEST, "certificate"],
    ["cdk.tf.json", "name"],
    ["cdk.tf.json", "aws_secretsmanager_secret"],
  ] as const) {
    synth({ "www.acme.com": "one" });
    const twice = readFileSync(stackFile(file), "utf8").replace(`"${field}":`, `"${field}": "other", "${field}":`);
    writeFileSync(stackFile(file), twice);
    expect(() => ClientCertificates.fromSynth(outdir)).toThrow(
      `${stackFile(file)} cannot be used: it says a field twice`,
    );
  }
});

test("a registry's name that no stack uses is an error that names those that there are", () => {
  synth({ "www.acme.com": "certificates", "api.acme.com": "others" });
  for (const registry of ["certifcates", "Certificates", ""]) {
    expect(() => ClientCertificates.fromSynth(outdir, { registry })).toThrow(
      expect.objectContaining({ code: "invalid-manifest", message: expect.stringContaining("certificates, others") }),
    );
  }
  expect(() => ClientCertificates.fromSynth(outdir, { registry: "others" })).not.toThrow();
});

test("a stack that lost its last certificate has none, though its old manifest is still there", async () => {
  synth({ "www.acme.com": "one" });
  const app = new TestApp({ outdir });
  app.stack();
  app.app.synth();
  expect(existsSync(stackFile(MANIFEST))).toBe(true);
  expect((await ClientCertificates.fromSynth(outdir).resolve("www.acme.com")).certificate).toBeNull();
});

test("a manifest of another synth than its stack is not believed", () => {
  synth({ "www.acme.com": "one", "api.acme.com": "one" });
  const old = readFileSync(stackFile(MANIFEST));
  synth({ "www.acme.com": "one" });
  writeFileSync(stackFile(MANIFEST), old);
  expect(() => ClientCertificates.fromSynth(outdir)).toThrow("are of different synths");
});

test("an answer holds no path of this machine", async () => {
  synth({ "www.acme.com": "one" });
  const answer = await ClientCertificates.fromSynth(outdir).explain("www.acme.com");
  expect(answer.certificate).toMatchObject({ host: "www.acme.com" });
  expect(answer.certificate).not.toHaveProperty("files");
  expect(JSON.stringify(answer)).not.toMatch(/\/tmp|acme\.com\.key|directory|"files"/);
});

describe("while a check runs", () => {
  test.each<[string, () => void]>([
    ["cdktf.out vanishes", () => rmSync(outdir, { recursive: true })],
    ["manifest.json vanishes", () => unlinkSync(join(outdir, "manifest.json"))],
    ["the stack vanishes", () => rmSync(join(outdir, "stacks", "shop"), { recursive: true })],
    ["client-certificates.json vanishes", () => unlinkSync(stackFile(MANIFEST))],
    ["client-certificates.json is cut off", () => truncateSync(stackFile(MANIFEST), 100)],
    ["client-certificates.json becomes something else", () => writeFileSync(stackFile(MANIFEST), "{}")],
    ["cdk.tf.json is cut off", () => truncateSync(stackFile("cdk.tf.json"), 100)],
    ["manifest.json is cut off", () => truncateSync(join(outdir, "manifest.json"), 20)],
  ])("%s: what was known serves no longer than maxStaleMs, and it is told", async (_, spoil) => {
    synth({ "www.acme.com": "one" });
    const events: RegistryEvent[] = [];
    const listen = (event: unknown) => events.push(event as RegistryEvent);
    subscribe(REGISTRY_CHANNEL, listen);
    const settings = { timeToLiveMs: 0, negativeTimeToLiveMs: 0, maxStaleMs: 2_000 };
    const certificates = ClientCertificates.fromSynth(outdir, settings);
    const { certificate } = await certificates.resolve("www.acme.com");
    const known = performance.now();
    spoil();
    expect((await certificates.resolve("www.acme.com")).certificate).toEqual(certificate);
    expect(events[0]).toMatchObject({ registry: `embedded registry in ${outdir}` });
    await expect(certificates.resolve("api.acme.com")).rejects.toMatchObject({ code: "registry-unreachable" });
    await sleep(2_100 - (performance.now() - known));
    await expect(certificates.resolve("www.acme.com")).rejects.toMatchObject({ code: "registry-unreachable" });
    unsubscribe(REGISTRY_CHANNEL, listen);

    synth({ "www.acme.com": "one" });
    expect((await certificates.resolve("www.acme.com")).certificate).toEqual(certificate);
  });
});

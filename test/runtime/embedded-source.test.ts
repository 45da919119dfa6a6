import { mkdtempSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppConfig } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { EmbeddedSource } from "../../src/runtime/embedded-source";
import { TestApp } from "../support/app";

const PASSPHRASE = "an embedded passphrase";
let issued: Issued;

beforeAll(async () => {
  const plain = await (await Authority.create("Embedded CA")).issue("check");
  issued = { ...plain, privateKey: encryptKey(plain.privateKey, PASSPHRASE) };
});

afterEach(() => {
  delete process.env.TF_VAR_embedded;
  delete process.env.SYNTH_TF_VAR_embedded;
});

/** Synthesises one certificate with a passphrase in the variable `embedded`, and returns cdktf's output directory. */
function synth(host: string, config: AppConfig = {}): string {
  const app = new TestApp(config);
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const passphrase = Passphrase.fromVariable("embedded");
  new ClientCertificate(stack, "Acme", { registry, host, passphrase, ...app.pair("acme", issued) });
  app.synth();
  return app.app.outdir;
}

test.each(["TF_VAR_embedded", "SYNTH_TF_VAR_embedded"])(
  "the passphrase is read from %s, as synth read it",
  async (name) => {
    process.env[name] = PASSPHRASE;
    const source = new EmbeddedSource(synth("acme.test"));
    const { certificate } = await source.resolve("acme.test");
    expect(await source.secret(certificate!)).toEqual({ privateKey: issued.privateKey, passphrase: PASSPHRASE });
  },
);

test("without the variable the passphrase is unavailable, and both of its names are told", async () => {
  process.env.SYNTH_TF_VAR_embedded = PASSPHRASE;
  const source = new EmbeddedSource(synth("acme.test"));
  delete process.env.SYNTH_TF_VAR_embedded;
  const { certificate } = await source.resolve("acme.test");
  await expect(source.secret(certificate!)).rejects.toMatchObject({
    code: "passphrase-unavailable",
    message: expect.stringMatching(/TF_VAR_embedded .*SYNTH_TF_VAR_embedded/),
  });
});

test("a new synth into the same directory is noticed", async () => {
  process.env.TF_VAR_embedded = PASSPHRASE;
  const outdir = mkdtempSync(join(tmpdir(), "embedded-"));
  const synthAt = (host: string, at: Date) => {
    synth(host, { outdir });
    // Two synths within the resolution of the file system's clock would look like one.
    utimesSync(join(outdir, "manifest.json"), at, at);
  };
  synthAt("old.test", new Date("2026-01-01"));
  const source = new EmbeddedSource(outdir);
  expect((await source.resolve("old.test")).certificate).not.toBeNull();
  synthAt("new.test", new Date("2026-01-02"));
  expect((await source.resolve("old.test")).certificate).toBeNull();
  expect((await source.resolve("new.test")).certificate).not.toBeNull();
});

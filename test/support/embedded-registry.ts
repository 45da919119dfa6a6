// The embedded registry, as a synth leaves it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientCertificates, type ConnectionOptions } from "../../src/runtime";
import { type EmbeddedRegistration, MANIFEST_FILE, writeManifest } from "../../src/wire/manifest";
import { type Declared, registrationOf, type TestRegistry } from "./test-registry";

export class EmbeddedRegistry implements TestRegistry {
  readonly name = "embedded";
  /** As cdktf's output directory. */
  readonly directory = mkdtempSync(join(tmpdir(), "embedded-registry-"));
  private readonly stack = join(this.directory, "stacks", "test");
  private readonly registrations: EmbeddedRegistration[] = [];

  constructor() {
    mkdirSync(this.stack, { recursive: true });
    const stacks = { test: { workingDirectory: "stacks/test" } };
    writeFileSync(join(this.directory, "manifest.json"), JSON.stringify({ stacks }));
    this.write();
  }

  async add(...declared: readonly Declared[]): Promise<void> {
    for (const one of declared) this.registrations.push(this.file(one));
    this.write();
  }

  client(options: ConnectionOptions = {}): ClientCertificates {
    return ClientCertificates.fromSynth(this.directory, options);
  }

  async stop(): Promise<void> {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private write(): void {
    writeFileSync(join(this.stack, MANIFEST_FILE), writeManifest(this.registrations));
  }

  private file(declared: Declared): EmbeddedRegistration {
    const order = this.registrations.length;
    const write = (suffix: string, content: string | Buffer | undefined) => {
      if (content === undefined) return undefined;
      writeFileSync(join(this.stack, `${order}.${suffix}`), content);
      return `${order}.${suffix}`;
    };
    const passphrase = write("pass", declared.passphrase && `${declared.passphrase}\n`);
    return {
      ...registrationOf("embedded", declared, order),
      registry: "embedded",
      files: {
        privateKey: write("key", declared.privateKey),
        pkcs12: write("p12", declared.pkcs12),
        passphrase: passphrase === undefined ? declared.passphraseSecret : { file: passphrase },
      },
    };
  }
}

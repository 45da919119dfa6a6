import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, type AppConfig, TerraformStack } from "cdktf";
import type { Issued } from "../../examples/support/pki";
import { MANIFEST_FILE, type Manifest } from "../../src/wire/manifest";
import { writeInto, writePair } from "./pair";

/** An app in a folder of its own, synthesised in this process. */
export class TestApp {
  readonly directory = mkdtempSync(join(tmpdir(), "app-"));
  readonly app: App;

  constructor(config: AppConfig = {}) {
    // The provider of the tests is one that reads keys in a plan; it has a test of its own.
    const context = { "client-certificates:planReadsKeys": true, ...config.context };
    this.app = new App({ outdir: join(this.directory, "cdktf.out"), ...config, context });
  }

  stack(id = "shop", region?: string): TerraformStack {
    const stack = new TerraformStack(this.app, id);
    new AwsProvider(stack, "aws", { region });
    return stack;
  }

  write(name: string, content: string): string {
    return writeInto(this.directory, name, content);
  }

  pair(name: string, issued: Issued): { certificatePath: string; privateKeyPath: string } {
    return writePair(this.directory, name, issued);
  }

  /** Synthesises, and returns what a stack's cdk.tf.json and manifest hold. */
  synth(stack = "shop"): SynthesisedStack {
    this.app.synth();
    const folder = join(this.app.outdir, "stacks", stack);
    const { stacks } = JSON.parse(readFileSync(join(this.app.outdir, "manifest.json"), "utf8")) as CdktfManifest;
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), "utf8")) as Manifest;
    const template = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Template;
    return { template, manifest, annotations: stacks[stack]!.annotations };
  }
}

interface CdktfManifest {
  readonly stacks: Record<string, { annotations: Annotation[] }>;
}

interface Annotation {
  readonly constructPath: string;
  readonly level: string;
  readonly message: string;
}

interface Template {
  readonly terraform: {
    readonly required_version: string;
    readonly required_providers: { readonly aws: { readonly version: string } };
  };
  readonly variable?: Record<string, object>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

export interface SynthesisedStack {
  readonly template: Template;
  readonly manifest: Manifest;
  readonly annotations: readonly Annotation[];
}

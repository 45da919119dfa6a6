// Several apps in one folder, each with stacks of its own, against one AWS.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { ClientCertificateRegistry, type IClientCertificateRegistry } from "cdktf-client-certificates";
import type { Issued } from "../../examples/support/pki";
import { writeInto, writePair } from "../support/pair";
import { Terraform } from "../support/terraform";

export const REGISTRY = "client-certificates";

export class Apps {
  private readonly directory = mkdtempSync(join(tmpdir(), "apps-"));
  private readonly terraforms = new Map<string, Terraform>();

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  write(name: string, content: string): string {
    return writeInto(this.directory, name, content);
  }

  pair(name: string, issued: Issued): { certificatePath: string; privateKeyPath: string } {
    return writePair(this.directory, name, issued);
  }

  output(app: string): string {
    return join(this.directory, app);
  }

  state(app: string, stack: string): string {
    return join(this.directory, `${app}-${stack}.tfstate`);
  }

  /** Synthesises an app with these stacks. */
  synth(app: string, stacks: Readonly<Record<string, (stack: TerraformStack) => void>>): void {
    const root = new App({ outdir: this.output(app) });
    for (const [id, fill] of Object.entries(stacks)) {
      const stack = new TerraformStack(root, id);
      new AwsProvider(stack, "aws", {});
      mkdirSync(this.directory, { recursive: true });
      new LocalBackend(stack, { path: this.state(app, id) });
      fill(stack);
    }
    root.synth();
  }

  /** Terraform on one stack of an app, with further variables of the environment. */
  terraform(app: string, stack: string, env: Readonly<Record<string, string>> = {}): Terraform {
    const directory = join(this.output(app), "stacks", stack);
    const key = JSON.stringify([app, stack, env]);
    const terraform = this.terraforms.get(key) ?? new Terraform({ directory, env: { ...this.env, ...env } });
    this.terraforms.set(key, terraform);
    return terraform;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The registry as a stack sees it that does not deploy it. */
export function deployedElsewhere(stack: TerraformStack): IClientCertificateRegistry {
  return ClientCertificateRegistry.fromName(stack, "Certificates", REGISTRY);
}

// A team's project in a folder of its own: certificates on disk, an app that declares them, Terraform to deploy it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { ClientCertificate, type ClientCertificateProps, ClientCertificateRegistry } from "cdktf-client-certificates";
import type { Issued } from "../../examples/support/pki";
import { writeInto, writePair } from "../support/pair";
import { Terraform } from "../support/terraform";

export type Declared = Omit<ClientCertificateProps, "registry">;

export class Project {
  readonly directory = mkdtempSync(join(tmpdir(), "client-certificates-"));
  readonly output = join(this.directory, "cdktf.out");
  private readonly certificates = join(this.directory, "certs");
  readonly terraform: Terraform;
  private readonly extend: (stack: TerraformStack, registry: ClientCertificateRegistry) => void;

  constructor(
    env: Record<string, string>,
    extend: (stack: TerraformStack, registry: ClientCertificateRegistry) => void = () => {},
  ) {
    this.extend = extend;
    mkdirSync(this.certificates);
    this.terraform = new Terraform({ directory: join(this.output, "stacks", "journey"), env });
  }

  /** Writes a file below certs/ and returns its path. */
  write(name: string, content: string): string {
    return writeInto(this.certificates, name, content);
  }

  /** Writes a certificate and its key, over those of the same name. */
  pair(name: string, issued: Issued): { certificatePath: string; privateKeyPath: string } {
    return writePair(this.certificates, name, issued);
  }

  /** Synthesises the stack with these declarations, in this order. */
  synth(declarations: Readonly<Record<string, Declared>>): void {
    const app = new App({ outdir: this.output });
    const stack = new TerraformStack(app, "journey");
    new AwsProvider(stack, "aws", {});
    // By default in the working directory, which is that of every suite.
    new LocalBackend(stack, { path: join(this.output, "stacks", "journey", "terraform.tfstate") });
    const registry = new ClientCertificateRegistry(stack, "Certificates");
    this.extend(stack, registry);
    for (const [name, props] of Object.entries(declarations)) {
      new ClientCertificate(stack, name, { registry, ...props });
    }
    app.synth();
  }

  async deploy(declarations: Readonly<Record<string, Declared>>): Promise<void> {
    this.synth(declarations);
    await this.terraform.apply();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

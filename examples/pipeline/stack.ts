import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";

/** A registry whose inventory is committed and reviewed, and whose keys are in the repository, encrypted. */
export function build(app: App): TerraformStack {
  const stack = new TerraformStack(app, "pipeline");
  new AwsProvider(stack, "aws", { region: process.env.AWS_REGION ?? "eu-central-1" });

  const registry = new ClientCertificateRegistry(stack, "Certificates", { inventoryPath: "certificates.md" });

  new ClientCertificate(stack, "Acme", {
    registry,
    host: "*.acme.com",
    certificatePath: "pki/acme.crt",
    privateKeyPath: "pki/acme.key",
    passphrase: Passphrase.fromVariable("acme_passphrase"),
    addedAt: "2026-11-24",
  });
  return stack;
}

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";

/** One registry with three certificates: a wildcard, a full host with a passphrase, and one with a custom CA. */
export function build(app: App): TerraformStack {
  const stack = new TerraformStack(app, "quickstart");
  new AwsProvider(stack, "aws", { region: process.env.AWS_REGION ?? "eu-central-1" });

  const registry = new ClientCertificateRegistry(stack, "Certificates");

  new ClientCertificate(stack, "Acme", {
    registry,
    host: "*.acme.com",
    certificatePath: "pki/acme.crt",
    privateKeyPath: "pki/acme.key",
  });

  new ClientCertificate(stack, "Partner", {
    registry,
    host: "partner.acme.com",
    certificatePath: "pki/partner.crt",
    privateKeyPath: "pki/partner.key",
    passphrase: Passphrase.fromFile("pki/partner.pass"),
  });

  new ClientCertificate(stack, "Local", {
    registry,
    host: "localhost",
    certificatePath: "pki/local.crt",
    privateKeyPath: "pki/local.key",
    certificateAuthorityPath: "pki/ca.pem",
  });
  return stack;
}

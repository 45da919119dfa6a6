import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformOutput, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { bundle } from "./bundle";
import { Canary } from "./canary";

/** What is called; the environment may say otherwise. */
const URL = process.env.CHECK_URL ?? "https://api.acme.com/health";

/** A registry, a certificate, and a canary of CloudWatch Synthetics that presents it every five minutes. */
export function build(app: App): TerraformStack {
  const stack = new TerraformStack(app, "canary");
  const isLocal = process.env.AWS_ENDPOINT_URL !== undefined;
  new AwsProvider(stack, "aws", { region: process.env.AWS_REGION ?? "eu-central-1", s3UsePathStyle: isLocal });

  const registry = new ClientCertificateRegistry(stack, "Certificates");
  new ClientCertificate(stack, "Acme", {
    registry,
    host: "*.acme.com",
    certificatePath: "pki/acme.crt",
    privateKeyPath: "pki/acme.key",
    passphrase: Passphrase.fromFile("pki/acme.pass"),
    certificateAuthorityPath: "pki/ca.pem",
  });

  // Which certificate the host gets, whoever declared it: the tags follow each renewal, and a host without one stops the plan.
  const certificate = registry.resolve(stack, "Checked", URL);
  new Canary(stack, "Canary", {
    registry,
    name: "acme-health",
    package: bundle(join(__dirname, "check.ts"), "check", "dist/canary.zip"),
    handler: "check.handler",
    runtime: "syn-nodejs-puppeteer-15.0",
    environment: { REGISTRY: registry.name, CHECK_URL: URL },
    schedule: "rate(5 minutes)",
    tags: { "client-certificate": certificate.fingerprint256, "client-certificate-until": certificate.notAfter },
    // The local AWS of the tests cannot start one.
    start: !isLocal,
  });
  new TerraformOutput(stack, "presented", { value: certificate.subject });
  return stack;
}

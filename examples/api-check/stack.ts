import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { ClientCertificateRegistry } from "cdktf-client-certificates";
import { ApiCheck } from "./api-check";
import { declareCertificates } from "./certificates";
import { URLS } from "./check";

/** A registry, a certificate, and a check that presents it every five minutes. */
export function build(app: App): TerraformStack {
  const stack = new TerraformStack(app, "api-check");
  new AwsProvider(stack, "aws", { region: process.env.AWS_REGION ?? "eu-central-1" });

  const registry = new ClientCertificateRegistry(stack, "Certificates");
  declareCertificates(stack, registry);
  new ApiCheck(stack, "Check", { registry, name: "api-check", urls: URLS, schedule: "rate(5 minutes)" });
  return stack;
}

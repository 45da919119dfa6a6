import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { ClientCertificate, type ClientCertificateProps, ClientCertificateRegistry } from "cdktf-client-certificates";
import type { Construct } from "constructs";

const REGISTRY = "acme-certificates";

/** The platform team deploys the registry once. */
class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    aws(this);
    // Every team depends on it: it is not to vanish by a slip.
    const props = { name: REGISTRY, tags: { team: "platform" }, deletionProtection: true };
    new ClientCertificateRegistry(this, "Certificates", props);
  }
}

/** Each team adds its certificates, knowing only the registry's name. */
class TeamStack extends TerraformStack {
  constructor(scope: Construct, id: string, certificates: Record<string, Omit<ClientCertificateProps, "registry">>) {
    super(scope, id);
    aws(this);
    const registry = ClientCertificateRegistry.fromName(this, "Certificates", REGISTRY);
    for (const [name, props] of Object.entries(certificates)) new ClientCertificate(this, name, { registry, ...props });
  }
}

export function build(app: App): TerraformStack[] {
  const platform = new PlatformStack(app, "platform");
  const payments = new TeamStack(app, "payments", {
    Bank: { host: "*.bank.example", certificatePath: "pki/bank.crt", privateKeyPath: "pki/bank.key" },
  });
  const shipping = new TeamStack(app, "shipping", {
    Carrier: { host: "api.carrier.example", certificatePath: "pki/carrier.crt", privateKeyPath: "pki/carrier.key" },
  });
  for (const team of [payments, shipping]) team.addDependency(platform);
  return [platform, payments, shipping];
}

function aws(stack: TerraformStack): void {
  new AwsProvider(stack, "aws", { region: process.env.AWS_REGION ?? "eu-central-1" });
}

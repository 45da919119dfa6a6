// What "cdktf synth" runs. Nothing of it is ever deployed: check.ts finds in cdktf.out what it needs.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClientCertificateRegistry } from "cdktf-client-certificates";
import { declareCertificates } from "../api-check/certificates";
import { makePki } from "../api-check/pki";

makePki("pki").then(() => {
  const app = new App();
  const stack = new TerraformStack(app, "embedded");
  new AwsProvider(stack, "aws", {});
  declareCertificates(stack, new ClientCertificateRegistry(stack, "Certificates"));
  app.synth();
});

import { CloudBackend, NamedCloudWorkspace, type TerraformStack } from "cdktf";

/**
 * Keeps the state of the stack in HCP Terraform. The workspace's execution mode has to be "Local": a remote run has neither the
 * files of the keys nor the passphrases. The token is in the environment, TF_TOKEN_app_terraform_io.
 */
export function keepStateInHcpTerraform(stack: TerraformStack, organization: string): void {
  new CloudBackend(stack, { organization, workspaces: new NamedCloudWorkspace("client-certificates") });
}

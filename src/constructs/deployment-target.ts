import { awsProviders } from "./aws-provider";
import { isToken, type TerraformStack } from "./terraform";

/** What of a provider's configuration says which account and region it is (Terraform, AWS provider, "Argument Reference"). */
const TELLS_WHERE = [
  "region",
  "profile",
  "access_key",
  "assume_role",
  "assume_role_with_web_identity",
  "allowed_account_ids",
  "endpoints",
  "shared_config_files",
  "shared_credentials_files",
];

/** Of a role, the session and its duration say nothing of the account. */
const TELLS_NOTHING = [
  "session_name",
  "duration",
  "policy",
  "policy_arns",
  "tags",
  "transitive_tag_keys",
  "web_identity_token",
];

/** What the code of a stack says of the account and region that it deploys to. */
export function deploymentTarget(stack: TerraformStack): string {
  return JSON.stringify(awsProviders(stack).map((provider) => TELLS_WHERE.map((name) => canonical(provider[name]))));
}

/** Without what only Terraform knows, and what says nothing. */
function canonical(value: unknown): unknown {
  if (value === undefined || value === null || isToken(value)) return undefined;
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object") return value;
  const members = Object.entries(value).filter(([name]) => !TELLS_NOTHING.includes(name));
  return members
    .map(([name, member]) => [name, canonical(member)])
    .filter(([, member]) => member !== undefined)
    .sort();
}

import type { Construct } from "constructs";
import { Diagnostics } from "./diagnostics";
import { App, TerraformStack } from "./terraform";

const WARNED = Symbol.for("cdktf-client-certificates/TerraformLog");

/** Warns, once for each app, of a setting by which the AWS provider writes what it sends into Terraform's log. */
export function warnOfTerraformLog(scope: Construct): void {
  const app: App & { [WARNED]?: true } = App.of(scope);
  const setting = loudSetting(process.env);
  if (setting === undefined || app[WARNED]) return;
  app[WARNED] = true;
  const text =
    `${setting}: the AWS provider then writes what it sends, private keys and passphrases among it, to Terraform's log or to files. ` +
    "Unset it where Terraform runs; for the log of Terraform itself use TF_LOG_CORE instead";
  Diagnostics.of(scope).add(TerraformStack.of(scope), () => [{ severity: "warning", text }]);
}

/** Names a directory for the very messages of the providers, in files (HashiCorp, terraform-plugin-go). */
const DUMP = "TF_LOG_SDK_PROTO_DATA_DIR";

/** Levels at which providers write no requests (Terraform, "Debugging Terraform"); every other word counts as TRACE. */
const QUIET = ["", "OFF", "ERROR", "WARN", "INFO"];

/** The variable that decides for providers, if it makes them write their requests. */
export function loudSetting(env: NodeJS.ProcessEnv): string | undefined {
  if (env[DUMP]) return `${DUMP} is set`;
  const name = env.TF_LOG_PROVIDER ? "TF_LOG_PROVIDER" : "TF_LOG";
  const level = env[name] ?? "";
  return QUIET.includes(level.toUpperCase()) ? undefined : `${name} is ${level}`;
}

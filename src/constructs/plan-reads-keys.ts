import { ClientCertificateError } from "../errors";
import { providerVersion } from "./aws-provider";
import type { Remark } from "./synthesis-report";
import type { TerraformStack } from "./terraform";

/** Context of an app that knows it: `"client-certificates:planReadsKeys": true`. */
const ACKNOWLEDGED = "client-certificates:planReadsKeys";

/** The first AWS provider that does not call GetSecretValue for a write-only version (its CHANGELOG, 6.26.0). */
const FIRST = [6, 26] as const;

/** Whether the AWS provider of a stack reads the keys back in each plan; not where the stack does not say which it is. */
export function planReadsKeys(version: string | undefined): boolean {
  const [, major, minor] = /(\d+)(?:\.(\d+))?/.exec(version ?? "") ?? [];
  if (major === undefined) return false;
  return Number(major) < FIRST[0] || (Number(major) === FIRST[0] && Number(minor ?? 0) < FIRST[1]);
}

/** What the role that plans then needs, said of the first stack that has such a provider. */
export function plansReadKeys(stacks: readonly TerraformStack[], registries: readonly string[]): Remark[] {
  if (registries.length === 0) return [];
  const version = stacks
    .filter((it) => !isAcknowledged(it))
    .map(providerVersion)
    .find(planReadsKeys);
  if (version === undefined) return [];
  const secrets = registries.map((name) => `secret:${name}/*`).join(", ");
  const text =
    `the AWS provider ${version} reads the keys back in each plan: the role that plans needs secretsmanager:GetSecretValue ` +
    `on ${secrets}. 6.26 and later do not, see docs/security.md. The context "${ACKNOWLEDGED}": true silences this.`;
  return [{ severity: "note", text }];
}

function isAcknowledged(stack: TerraformStack): boolean {
  const acknowledged: unknown = stack.node.tryGetContext(ACKNOWLEDGED);
  if (acknowledged === undefined || typeof acknowledged === "boolean") return acknowledged === true;
  throw new ClientCertificateError("invalid-argument", `the context ${ACKNOWLEDGED} must be true or false`);
}

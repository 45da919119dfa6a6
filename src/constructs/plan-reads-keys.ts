import { ClientCertificateError } from "../errors";
import { providerVersion } from "./aws-provider";
import { Annotations, type TerraformStack } from "./terraform";

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

/** One line of information, of what the role that plans then needs. Returns whether it was said. */
export function tellOfPlans(stack: TerraformStack, registries: readonly string[]): boolean {
  const acknowledged: unknown = stack.node.tryGetContext(ACKNOWLEDGED);
  if (acknowledged !== undefined && typeof acknowledged !== "boolean") {
    throw new ClientCertificateError("invalid-argument", `the context ${ACKNOWLEDGED} must be true or false`);
  }
  const version = providerVersion(stack);
  if (acknowledged || registries.length === 0 || !planReadsKeys(version)) return false;
  const secrets = registries.map((name) => `secret:${name}/*`).join(", ");
  Annotations.of(stack).addInfo(
    `the AWS provider ${version} reads the keys back in each plan: the role that plans needs secretsmanager:GetSecretValue ` +
      `on ${secrets}. From 6.26 on it does not: docs/security.md says how to get there. Known? Set the context "${ACKNOWLEDGED}" to true.`,
  );
  return true;
}

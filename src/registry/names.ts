import { createHash } from "node:crypto";

/** Everything of a registry is named after it, so that a check or another stack needs only the name. */
export function tableName(registry: string): string {
  return registry;
}

export function resolverName(registry: string): string {
  return registry;
}

const FINGERPRINT_DIGITS = 12;

/**
 * `<registry>/<declaration>/<deployment, 8 hex>/<fingerprint, 12 hex>`: known in the plan, and new whenever the
 * certificate is. The deployment's mark, which only Terraform knows, goes between the last two parts; the embedded
 * registry, which has no secrets in AWS, does without it.
 */
export function secretNameOf(registry: string, declaration: string, fingerprint256: string): string {
  return `${secretFolder(registry, declaration)}${secretLeaf(fingerprint256)}`;
}

/** What the names of a declaration's secrets begin with, whichever app deploys it. */
export function secretFolder(registry: string, declaration: string): string {
  return `${registry}/${secretSafe(declaration)}/`;
}

/** What the name of a certificate's secret ends with. */
export function secretLeaf(fingerprint256: string): string {
  return fingerprint256.replaceAll(":", "").slice(0, FINGERPRINT_DIGITS).toLowerCase();
}

/**
 * Matches the ARN's end of every secret that one deployment of a declaration ever has, after `secretFolder` and the
 * deployment's mark (IAM, "Policy elements: Resource"; Secrets Manager appends `-` and six characters).
 */
export const ANY_SECRET_LEAF = `${"?".repeat(FINGERPRINT_DIGITS)}-??????`;

/** Matches the ARN's end of every secret of a registry. */
export function allSecretNames(registry: string): string {
  return `${registry}/*`;
}

/** Secret names take ASCII letters, digits and `/_+=.@-` (AWS, Secrets Manager API reference, CreateSecret). */
function secretSafe(declaration: string): string {
  const safe = declaration.replace(/[^A-Za-z0-9/_+=.@-]/g, "-").slice(0, 400);
  if (safe === declaration) return safe;
  return `${safe}-${createHash("sha256").update(declaration).digest("hex").slice(0, 8)}`;
}

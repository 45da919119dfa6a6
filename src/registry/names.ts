import { createHash } from "node:crypto";

/** Everything of a registry is named after it, so that a check or another stack needs only the name. */
export function tableName(registry: string): string {
  return registry;
}

export function resolverName(registry: string): string {
  return registry;
}

const FINGERPRINT_DIGITS = 12;

/** `<registry>/<declaration>/<fingerprint, 12 hex>`: known in the plan, and new whenever the certificate is. */
export function secretNameOf(registry: string, declaration: string, fingerprint256: string): string {
  const fingerprint = fingerprint256.replaceAll(":", "").slice(0, FINGERPRINT_DIGITS).toLowerCase();
  return `${registry}/${secretSafe(declaration)}/${fingerprint}`;
}

/**
 * Matches the ARN's end of every secret that a declaration ever has, and of no other declaration's (IAM, "Policy
 * elements: Resource"; Secrets Manager appends `-` and six characters).
 */
export function secretNames(registry: string, declaration: string): string {
  return `${registry}/${secretSafe(declaration)}/${"?".repeat(FINGERPRINT_DIGITS)}-??????`;
}

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

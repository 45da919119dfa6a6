import type { CertificateFacts } from "../certificate-facts";

const KEY_NAMES: Readonly<Record<string, string>> = {
  rsa: "RSA",
  "rsa-pss": "RSA-PSS",
  ec: "EC",
  ed25519: "Ed25519",
  ed448: "Ed448",
};

/** A key as people say it: `RSA 2048`, `EC P-256`, `Ed25519`. */
export function keyName({ keyType, keySize, curve }: Pick<CertificateFacts, "keyType" | "keySize" | "curve">): string {
  return [KEY_NAMES[keyType] ?? keyType, keySize ?? curve].filter((part) => part !== undefined).join(" ");
}

import { MalformedAsn1 } from "../x509/der";
import { DerivationBudget } from "./derivation-budget";
import { isPrivateKeyLabel } from "./file-kind";
import { keyEncryption } from "./key-encryption";
import { KeyUnusable } from "./key-unusable";
import { pemBlocks } from "./pem-blocks";

/**
 * Whether a key of a file in PEM is encrypted.
 *
 * @throws KeyUnusable for one that is damaged
 * @throws TooManyRounds
 */
export function spendRounds(pem: string): boolean {
  const budget = new DerivationBudget();
  const keys = pemBlocks(Buffer.from(pem)).filter(({ label, fault }) => isPrivateKeyLabel(label) && !fault);
  let isEncrypted = false;
  for (const block of keys) {
    const encryption = encryptionOf(block);
    if (encryption) isEncrypted = true;
    budget.spend(encryption?.rounds ?? 0);
  }
  return isEncrypted;
}

function encryptionOf(block: Parameters<typeof keyEncryption>[0]): ReturnType<typeof keyEncryption> {
  try {
    return keyEncryption(block);
  } catch (error) {
    if (!(error instanceof MalformedAsn1)) throw error;
    throw new KeyUnusable("key", `the ${block.label} is damaged: ${error.message}`);
  }
}

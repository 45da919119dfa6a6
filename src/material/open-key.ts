import { createPrivateKey, type KeyObject } from "node:crypto";
import { MalformedAsn1 } from "../x509/der";
import { DerivationBudget } from "./derivation-budget";
import { isPrivateKeyLabel } from "./file-kind";
import { keyEncryption } from "./key-encryption";
import { pemBlocks } from "./pem-blocks";

/** Why a private key cannot be used. The message has no word of the key and none of the passphrase. */
export class KeyUnusable extends Error {
  constructor(
    readonly reason: "passphrase" | "key",
    message: string,
  ) {
    super(message);
  }
}

/**
 * Opens the private key of a file in PEM that was found good.
 *
 * @throws KeyUnusable with the reason `passphrase` if it is missing or wrong
 * @throws TooManyRounds before any key derivation is begun
 */
export function openPemKey(pem: string, passphrase?: string): KeyObject {
  const isEncrypted = spendRounds(pem);
  if (isEncrypted && passphrase === undefined) {
    throw new KeyUnusable("passphrase", "the key is encrypted, and there is no passphrase");
  }
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    // With a wrong passphrase, 1 time in 256 the padding looks right, and OpenSSL's reason is another one.
    throw isEncrypted
      ? new KeyUnusable("passphrase", "the passphrase does not decrypt the key")
      : new KeyUnusable("key", "it is no private key in PEM that Node can read");
  }
}

/** Whether a key of the file is encrypted. */
function spendRounds(pem: string): boolean {
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

import { createPrivateKey, type KeyObject } from "node:crypto";
import { late } from "../late";
import { KeyUnusable } from "./key-unusable";

/**
 * Opens the private key of a file in PEM that was found good.
 *
 * @throws KeyUnusable with the reason `passphrase` if it is missing or wrong
 * @throws TooManyRounds before any key derivation is begun
 */
export function openPemKey(pem: string, passphrase?: string): KeyObject {
  const isEncrypted = pem.includes(ENCRYPTED) && loadKeyRounds().spendRounds(pem);
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

/** In the label, or in the header Proc-Type, of every key that is (RFC 7468, section 11; RFC 1421, section 4.6.1.1). */
const ENCRYPTED = "ENCRYPTED";

/** The other keys do not load what reads their encryption. */
const loadKeyRounds = late(() => require("./key-rounds") as typeof import("./key-rounds"));

import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";

const PROBE = Buffer.from("cdktf-client-certificates");

/**
 * Whether a private key signs what its public half verifies. A key that does not must not be asked for anything else:
 * Node 20 and 22 abort where they are to export an EC key whose private value is above the order of its curve.
 */
export function signsFor(key: KeyObject): boolean {
  // Without the name of a hash, each type of key takes its own; Deno has to be told one.
  return signsWith(null, key) || signsWith("sha256", key);
}

function signsWith(hash: string | null, key: KeyObject): boolean {
  try {
    return verify(hash, PROBE, createPublicKey(key), sign(hash, PROBE, key));
  } catch {
    return false;
  }
}

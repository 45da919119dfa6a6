import { createSecureContext } from "node:tls";
import { messageOf } from "../errors";

/** Every strength is let in: what is too weak is for the rules and the proof to say. No authorities but the bundle's. */
const OPEN = { ca: [], ciphers: "DEFAULT@SECLEVEL=0" };

/**
 * Has Node open a bundle: verify its MAC, decrypt all of it, and find the certificate of the key.
 *
 * @returns why it refuses; undefined where it does not
 */
export function refusalOfNode(pfx: Buffer, passphrase: string | undefined): string | undefined {
  try {
    createSecureContext({ ...OPEN, pfx, passphrase });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

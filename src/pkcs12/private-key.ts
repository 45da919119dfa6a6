import type { KeyObject } from "node:crypto";
import { readContents } from "./bags";
import { openWith, readContainer } from "./container";

/**
 * The private key of a PKCS#12 bundle that was found good.
 *
 * @throws Error, without a word of what is in it, if the passphrase is wrong or there is no key
 */
export function pkcs12PrivateKey(bundle: Buffer, passphrase?: string): KeyObject {
  const container = readContainer(bundle);
  const opensWith = openWith(container, passphrase);
  if (opensWith === undefined) throw new Error("the passphrase does not open the PKCS#12 bundle");
  const [key] = readContents(container.content, opensWith).keys;
  if (!key) throw new Error("the PKCS#12 bundle has no private key that can be read");
  return key;
}

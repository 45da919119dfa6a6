import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { messageOf } from "../errors";

/** What Node makes of a bundle. */
export type OpenedByNode = { readonly refusal: string } | { readonly chain: () => Buffer[] };

/** Every strength is let in: what is too weak is for the rules and the proof to say. No authorities but the bundle's. */
const OPEN = { ca: [], ciphers: "DEFAULT@SECLEVEL=0" };

/**
 * Of the native context behind a `SecureContext`, which has no documentation: the certificate that is presented, its
 * issuer among the certificates of the bundle, and another certificate to be presented.
 */
interface NativeContext {
  getCertificate(): Buffer | null;
  getIssuer(): Buffer | null;
  setCert(pem: string): void;
}

/** Has Node open a bundle: verify its MAC, decrypt all of it, and find the certificate of the key. */
export function openByNode(pfx: Buffer, passphrase: string | undefined): OpenedByNode {
  try {
    const context: NativeContext = createSecureContext({ ...OPEN, pfx, passphrase }).context;
    return { chain: () => chainIn(context) };
  } catch (error) {
    return { refusal: messageOf(error) };
  }
}

/** Climbs from the certificate of the key to the last issuer that is in the bundle; DER. */
function chainIn(context: NativeContext): Buffer[] {
  const chain: Buffer[] = [];
  let next = context.getCertificate();
  while (next && !chain.some((certificate) => certificate.equals(next!))) {
    chain.push(next);
    context.setCert(new X509Certificate(next).toString());
    next = context.getIssuer();
  }
  return chain;
}

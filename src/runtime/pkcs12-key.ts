import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * The private key of a PKCS#12 bundle. Node can present a bundle, but would then also trust the certificate
 * authorities in it to vouch for servers; so only the key is taken.
 */
export async function pkcs12Key(bundle: string, passphrase = ""): Promise<KeyObject> {
  // A large library that only bundles need.
  const { asn1, pkcs12, pki, util } = (await import("node-forge")).default;
  const parsed = pkcs12.pkcs12FromAsn1(asn1.fromDer(util.decode64(bundle)), false, passphrase);
  for (const bagType of [pki.oids.pkcs8ShroudedKeyBag!, pki.oids.keyBag!]) {
    const [bag] = parsed.getBags({ bagType })[bagType] ?? [];
    if (!bag) continue;
    // forge knows RSA keys; of any other it keeps the PKCS#8 structure that it decrypted.
    const pkcs8 = bag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)) : bag.asn1;
    return createPrivateKey({ key: Buffer.from(asn1.toDer(pkcs8).getBytes(), "binary"), format: "der", type: "pkcs8" });
  }
  throw new Error("the PKCS#12 bundle holds no private key");
}

import type { KeyObject } from "node:crypto";
import { type Finding, finding } from "../../finding";
import { signsFor } from "../../material/signs-for";
import type { Certificate } from "../../x509/certificate";

/** Whether the key is the one in the certificate, across algorithms too. */
export function matches(certificate: Certificate, key: KeyObject): boolean {
  try {
    return certificate.x509.checkPrivateKey(key);
  } catch {
    return false;
  }
}

/** The private key belongs to the certificate. */
export function keyMismatch(leaf: Certificate, key: KeyObject, keyPath: string): Finding[] {
  if (matches(leaf, key)) return [];
  const expected = leaf.publicKey ? describe(leaf.publicKey) : "another type of key";
  return [
    finding(
      "key-mismatch",
      keyPath,
      `the private key (${describe(key)}) is not the one of the certificate ${leaf.subject} (${leaf.file}, ${expected})`,
      "find the key with which this certificate was requested, or the certificate that was issued for this key",
    ),
  ];
}

function describe({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return [asymmetricKeyType, modulusLength && `${modulusLength} bits`, namedCurve].filter(Boolean).join(", ");
}

/**
 * The private half of the key is sound: OpenSSL compares and loads a key by its public half alone. To be asked before any
 * property of the key: Node 20 and 22 abort where they are to show an EC key whose private value is above the order.
 */
export function keyDamaged(key: KeyObject, keyPath: string): Finding[] {
  if (/^x/.test(key.asymmetricKeyType!) || signsFor(key)) return [];
  return [
    finding(
      "key-malformed",
      keyPath,
      "the private key is damaged: its own public half does not verify what it signs",
      "copy the file again from where it was made",
    ),
  ];
}

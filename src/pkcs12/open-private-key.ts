import type { KeyObject } from "node:crypto";
import { TooManyRounds } from "../material/derivation-budget";
import { KeyUnusable } from "../material/key-unusable";
import { openPemKey } from "../material/open-key";
import { MalformedAsn1 } from "../x509/der";
import type { Pkcs12 } from "./container";

/** A private key as it is kept: one of the two, and its passphrase if it has one. */
export interface KeptKey {
  /** A file in PEM. */
  readonly privateKey?: string;
  /** A PKCS#12 bundle, as base64. */
  readonly pkcs12?: string;
  readonly passphrase?: string;
}

/**
 * Opens the private key with which a check connects. What its key derivations cost is known before they are begun.
 *
 * @throws KeyUnusable if it cannot be used: with the reason `passphrase` where that is missing or wrong, otherwise `key`
 */
export function openPrivateKey({ privateKey, pkcs12, passphrase }: KeptKey): KeyObject {
  try {
    if (pkcs12 !== undefined) return openPkcs12Key(parsePkcs12(pkcs12), passphrase);
    if (privateKey !== undefined) return openPemKey(privateKey, passphrase);
  } catch (error) {
    if (error instanceof TooManyRounds) throw new KeyUnusable("key", error.message);
    if (error instanceof MalformedAsn1) throw new KeyUnusable("key", `it is no PKCS#12 bundle: ${error.message}`);
    throw error;
  }
  throw new KeyUnusable("key", "the secret has neither privateKey nor pkcs12");
}

/** Few checks present a bundle: the others do not load what reads one. */
function parsePkcs12(base64: string): Pkcs12 {
  const { readPkcs12 } = require("./container") as typeof import("./container");
  return readPkcs12(Buffer.from(base64, "base64"));
}

/**
 * The private key of a bundle. Its MAC is not verified again: synth had Node do so.
 *
 * @throws KeyUnusable, TooManyRounds
 */
export function openPkcs12Key({ bags }: Pkcs12, passphrase = ""): KeyObject {
  if (bags.keys.length === 0) bags.unseal(passphrase);
  const [key] = bags.keys;
  if (!key) {
    throw bags.locked > 0
      ? new KeyUnusable("passphrase", "the passphrase does not open the PKCS#12 bundle")
      : new KeyUnusable("key", "the PKCS#12 bundle has no private key");
  }
  try {
    return key.open(passphrase);
  } catch (error) {
    if (error instanceof TooManyRounds) throw error;
    throw new KeyUnusable("passphrase", "the passphrase does not open the private key of the PKCS#12 bundle");
  }
}

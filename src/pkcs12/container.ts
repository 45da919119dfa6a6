import { createHash } from "node:crypto";
import { DerivationBudget } from "../material/derivation-budget";
import { childrenOf, MalformedAsn1, octets, oid, readAsn1, sequence, smallInteger } from "../x509/der";
import { Bags } from "./bags";

const DATA = "1.2.840.113549.1.7.1";

/** A PKCS#12 bundle (RFC 7292), as far as it can be read without its passphrase. */
export interface Pkcs12 {
  readonly bags: Bags;
  /** Undefined where there is none. */
  readonly mac?: Pkcs12Mac;
}

export interface Pkcs12Mac {
  /** The algorithm, as an object identifier. */
  readonly algorithm: string;
  /** Every Node can verify it. */
  readonly supported: boolean;
}

/**
 * Reads a bundle, and spends what its key derivations cost. Nothing is derived here.
 *
 * @throws MalformedAsn1 for what is no PKCS#12 bundle
 * @throws TooManyRounds
 */
export function readPkcs12(bytes: Buffer): Pkcs12 {
  const [version, authSafe, macData] = sequence(readAsn1(bytes));
  if (smallInteger(version) !== 3) throw new MalformedAsn1("it is not of version 3");
  const [type, wrapped] = sequence(authSafe);
  if (oid(type) !== DATA || !wrapped)
    throw new MalformedAsn1("it is signed with a certificate instead of a passphrase");
  const content = octets(childrenOf(wrapped)[0]);
  const budget = new DerivationBudget();
  const mac = macData && readMac(sequence(macData), budget);
  return { bags: new Bags(content, budget), mac };
}

function readMac([digestInfo, , rounds]: ReturnType<typeof sequence>, budget: DerivationBudget): Pkcs12Mac {
  if (rounds) budget.spend(smallInteger(rounds));
  const algorithm = oid(sequence(sequence(digestInfo)[0])[0]);
  return { algorithm, supported: algorithm !== PBMAC1 && isHash(algorithm) };
}

/** RFC 9579, which OpenSSL has since 3.4, and Node since 22.20. */
export const PBMAC1 = "1.2.840.113549.1.5.14";

function isHash(id: string): boolean {
  try {
    createHash(id);
    return true;
  } catch {
    return false;
  }
}

import { createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from "node:crypto";

const PROBE = Buffer.from("cdktf-client-certificates");

/**
 * Whether a private key signs what its public half verifies. A key that does not must not be asked for anything else:
 * Node 20 and 22 abort where they are to export an EC key whose private value is above the order of its curve.
 */
export function signsFor(key: KeyObject): boolean {
  if (key.asymmetricKeyType === "rsa" && isConsistent(key)) return true;
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

/** The numbers of an RSA key tell, at a tenth of the cost of a signature. False means "unknown". */
function isConsistent(key: KeyObject): boolean {
  try {
    return isConsistentRsa(key.export({ format: "jwk" }));
  } catch {
    return false;
  }
}

function isConsistentRsa(jwk: JsonWebKey): boolean {
  const [n, e, d, p, q, dp, dq, qi] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(toBigInt);
  if (!p || !q || p < 3n || q < 3n || p * q !== n) return false;
  const [p1, q1] = [p - 1n, q - 1n];
  const exponents = (e! * d!) % p1 === 1n && (e! * d!) % q1 === 1n && dp === d! % p1 && dq === d! % q1;
  return exponents && qi! < p && (qi! * q) % p === 1n;
}

function toBigInt(base64url: string | undefined): bigint {
  return base64url ? BigInt(`0x${Buffer.from(base64url, "base64url").toString("hex")}`) : 0n;
}

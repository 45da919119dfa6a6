import { createPrivateKey, createPublicKey, generateKeyPairSync, generatePrimeSync, type KeyObject } from "node:crypto";
import { sequence as membersOf, readAsn1 } from "../../x509/der";
import { integer, octetString, sequence } from "../../x509/write-der";

export const RSA_PSS = "1.2.840.113549.1.1.10";

const made = new Map<string, KeyObject>();

/** A key of the kind, made once for the process. */
export function once(kind: string, make: () => KeyObject): KeyObject {
  const key = made.get(kind) ?? make();
  made.set(kind, key);
  return key;
}

export function curveKey(namedCurve: string): KeyObject {
  return once(`ec ${namedCurve}`, () => generateKeyPairSync("ec", { namedCurve }).privateKey);
}

export function edwardsKey(type: "ed25519" | "ed448"): KeyObject {
  // The types of Node know one kind of key to a call.
  return once(type, () =>
    type === "ed25519" ? generateKeyPairSync("ed25519").privateKey : generateKeyPairSync("ed448").privateKey,
  );
}

export function rsaKey(): KeyObject {
  return once("rsa", makeRsaKey);
}

/** The same numbers as a key of RSASSA-PSS with the parameters of an AlgorithmIdentifier (DER). */
export function pssKey(algorithm: Buffer): KeyObject {
  return once(`pss ${algorithm.toString("hex")}`, () => {
    const numbers = rsaKey().export({ type: "pkcs1", format: "der" });
    const key = sequence(integer(Buffer.of(0)), algorithm, octetString(numbers));
    return createPrivateKey({ key, format: "der", type: "pkcs8" });
  });
}

/** Another key of the same type and strength as the public one; undefined for a type that this Node cannot make. */
export function keyLike(publicKey: KeyObject): KeyObject | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails } = publicKey;
  if (type === "rsa") return rsaKey();
  if (type === "ed25519" || type === "ed448") return edwardsKey(type);
  if (type === "rsa-pss") return pssKey(algorithmOf(publicKey));
  const curve = asymmetricKeyDetails?.namedCurve;
  return type === "ec" && curve !== undefined ? curveKey(curve) : undefined;
}

function algorithmOf(publicKey: KeyObject): Buffer {
  return membersOf(readAsn1(publicKey.export({ type: "spki", format: "der" })))[0]!.whole;
}

export function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

/** Of the primes of one number, which has 1024 bits then in one of four cases: OpenSSL is twice as fast with whole words. */
const PRIME_BITS = [128, 128, 128, 128, 128, 128, 128, 129];
const EXPONENT = 65_537n;

/**
 * An RSA key of 2048 bits, made in a few milliseconds instead of a few hundred: what should be two primes are
 * products of small ones. It protects nothing, and no OpenSSL that signs or verifies with it looks for primes.
 */
function makeRsaKey(): KeyObject {
  const [p, q] = [smoothNumber(), smoothNumber()];
  const [n, order] = [p.value * q.value, p.order * q.order];
  const d = inverse(EXPONENT, order);
  const jwk = {
    n,
    e: EXPONENT,
    d,
    p: p.value,
    q: q.value,
    dp: d % p.order,
    dq: d % q.order,
    qi: inverse(q.value, p.value),
  };
  const encoded = Object.entries(jwk).map(([name, value]) => [name, base64url(value)]);
  return createPrivateKey({ key: { kty: "RSA", ...Object.fromEntries(encoded) }, format: "jwk" });
}

/** A product of primes, of 1024 bits of which the first two are set, and the order of its group (Euler's totient). */
function smoothNumber(): { value: bigint; order: bigint } {
  for (;;) {
    const primes = new Set(PRIME_BITS.map((bits) => generatePrimeSync(bits, { bigint: true })));
    let [value, order] = [1n, 1n];
    for (const prime of primes) [value, order] = [value * prime, order * (prime - 1n)];
    if (value >> 1022n === 3n && order % EXPONENT !== 0n) return { value, order };
  }
}

/** By Euclid's algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
}

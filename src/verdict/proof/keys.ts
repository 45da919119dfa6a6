import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
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

const EXPONENT = 65_537n;
/** From here on, 64 of every other prime have 1024 bits together: OpenSSL is twice as fast with whole words. */
const FIRST_PRIME = 64_811;
const PRIMES = 128;

/**
 * An RSA key of 2048 bits, made in a millisecond instead of a few hundred: what should be two primes are products of
 * small ones. It is the same in every process and protects nothing, and no OpenSSL that signs or verifies with it looks
 * for primes.
 */
function makeRsaKey(): KeyObject {
  const primes: number[] = [];
  for (let n = FIRST_PRIME; primes.length < PRIMES; n += 2) if (isPrime(n)) primes.push(n);
  const [p, q] = [productOf(primes.filter((_, i) => i % 2 === 0)), productOf(primes.filter((_, i) => i % 2 === 1))];
  const d = inverse(EXPONENT, p.order * q.order);
  const jwk = {
    n: p.value * q.value,
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

/** The order is that of its group (Euler's totient). */
function productOf(primes: readonly number[]): { value: bigint; order: bigint } {
  let [value, order] = [1n, 1n];
  for (const prime of primes) [value, order] = [value * BigInt(prime), order * BigInt(prime - 1)];
  return { value, order };
}

/** Of an odd number. */
function isPrime(n: number): boolean {
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
  return true;
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

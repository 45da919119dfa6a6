import { createECDH, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from "node:crypto";
import { type Finding, finding } from "../../finding";
import { shellQuote } from "../../material/words";
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
      `find the key whose public half is the certificate's; compare: openssl pkey -in ${shellQuote(keyPath)} -pubout, openssl x509 -in ${shellQuote(leaf.file)} -noout -pubkey`,
    ),
  ];
}

function describe({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return [asymmetricKeyType, modulusLength && `${modulusLength} bits`, namedCurve].filter(Boolean).join(", ");
}

/** The private half of the key is sound: OpenSSL compares and loads a key by its public half alone. */
export function keyDamaged(key: KeyObject, keyPath: string): Finding[] {
  if (isConsistent(key) || canSign(key)) return [];
  return [
    finding(
      "key-malformed",
      keyPath,
      "the private key is damaged: its own public half does not verify what it signs",
      `copy the file again from where it was made; this has to succeed: openssl pkey -in ${shellQuote(keyPath)} -noout -check`,
    ),
  ];
}

/** The numbers tell, at a fraction of the cost of a signature. False means "unknown". */
function isConsistent(key: KeyObject): boolean {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return isConsistentRsa(key.export({ format: "jwk" }));
    case "ec":
      return isConsistentCurve(key);
    default:
      // Ed25519, Ed448, X25519 and X448 have no public half of their own in the file.
      return /^(?:ed|x)/.test(key.asymmetricKeyType!);
  }
}

function isConsistentRsa(jwk: JsonWebKey): boolean {
  const [n, e, d, p, q, dp, dq, qi] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(toBigInt);
  if (!p || !q || p < 3n || q < 3n || p * q !== n) return false;
  const [p1, q1] = [p - 1n, q - 1n];
  const exponents = (e! * d!) % p1 === 1n && (e! * d!) % q1 === 1n && dp === d! % p1 && dq === d! % q1;
  return exponents && qi! < p && (qi! * q) % p === 1n;
}

function isConsistentCurve(key: KeyObject): boolean {
  try {
    const { d, x, y } = key.export({ format: "jwk" });
    const curve = createECDH(key.asymmetricKeyDetails!.namedCurve!);
    curve.setPrivateKey(d!, "base64url");
    const point = [x!, y!].map((part) => Buffer.from(part, "base64url").toString("hex"));
    return curve.getPublicKey("hex") === `04${point.join("")}`;
  } catch {
    return false;
  }
}

function toBigInt(base64url: string | undefined): bigint {
  return base64url ? BigInt(`0x${Buffer.from(base64url, "base64url").toString("hex")}`) : 0n;
}

function canSign(key: KeyObject): boolean {
  try {
    const probe = Buffer.from("cdktf-client-certificates");
    // A key of RSA-PSS may be for one hash only.
    const hash = key.asymmetricKeyDetails?.hashAlgorithm ?? "sha256";
    return verify(hash, probe, createPublicKey(key), sign(hash, probe, key));
  } catch {
    return false;
  }
}

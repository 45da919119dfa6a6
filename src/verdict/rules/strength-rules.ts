import type { AsymmetricKeyDetails } from "node:crypto";
import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";
import { TAG } from "../../x509/der";

/** 112 bits of strength, what security level 2 asks: the default of OpenSSL on Debian and of Node 24. */
const MIN_RSA_BITS = 2048;
const MIN_CURVE_BITS = 224;

/** TLS 1.3 has signatures for these curves only. */
const TLS_CURVES: Record<string, string> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

const NEW_KEY = "have a certificate issued for a new key, e.g. of EC P-256, or RSA with 2048 bits or more";

/** Every key of the chain is strong enough for the servers that will see it. */
export function weakKey(certificates: readonly Certificate[]): Finding[] {
  return certificates.flatMap((certificate) => {
    const weakness = weaknessOf(certificate);
    if (!weakness) return [];
    const { file, subject, place } = certificate;
    const message = `${subject} (${place}) has a key of ${weakness}`;
    return [finding("weak-key", file, message, NEW_KEY)];
  });
}

function weaknessOf({ publicKey, keyDetails: { modulusLength, namedCurve } }: Certificate): string | undefined {
  if (modulusLength !== undefined && modulusLength < MIN_RSA_BITS) {
    return `${modulusLength} bits (${publicKey?.asymmetricKeyType}); at least ${MIN_RSA_BITS} were expected`;
  }
  const bits = Number(/\d{3}/.exec(namedCurve ?? "")?.[0] ?? MIN_CURVE_BITS);
  if (bits < MIN_CURVE_BITS) return `${bits} bits (${namedCurve}); at least ${MIN_CURVE_BITS} were expected`;
  return undefined;
}

/** The leaf has a key that a client can prove in every version of TLS, and no key has a curve without a name. */
export function keyTypeUnsupported([leaf, ...above]: readonly Certificate[]): Finding[] {
  const ofLeaf = unsupportedType(leaf!);
  const unnamed = above.filter(hasUnnamedCurve);
  return [
    ...(ofLeaf ? [unsupported(leaf!, ofLeaf)] : []),
    ...unnamed.map((authority) => unsupported(authority, UNNAMED_CURVE)),
  ];
}

function unsupported({ file, subject, place }: Certificate, found: string): Finding {
  return finding(
    "key-type-unsupported",
    file,
    `${subject} (${place}) has ${found}; expected was RSA, RSA-PSS, EC (P-256, P-384, P-521), Ed25519 or Ed448`,
    NEW_KEY,
  );
}

const UNNAMED_CURVE = "a key on a curve that is written out instead of named";

/** RFC 5480 (2.1.1) wants a name; OpenSSL refuses the parameters of even a known curve. */
function hasUnnamedCurve({ publicKey, keyAlgorithm: [, parameters] }: Certificate): boolean {
  return publicKey?.asymmetricKeyType === "ec" && parameters?.tag !== TAG.oid;
}

/** TLS signs with SHA-256, -384 or -512, and with a salt as long as the hash (RFC 8446, section 4.2.3). */
const PSS_SALT: Record<string, number> = { sha256: 32, sha384: 48, sha512: 64 };

function unusablePss({ hashAlgorithm, saltLength = 0 }: AsymmetricKeyDetails): string | undefined {
  if (hashAlgorithm === undefined || saltLength <= (PSS_SALT[hashAlgorithm] ?? -1)) return undefined;
  return `a key of RSA-PSS for ${hashAlgorithm} and a salt of ${saltLength} bytes or more, which TLS does not use`;
}

function unsupportedType(certificate: Certificate): string | undefined {
  const { keyDetails, publicKey } = certificate;
  const { asymmetricKeyType } = publicKey ?? {};
  if (asymmetricKeyType === undefined) return "a key of a type that this Node does not know";
  if (asymmetricKeyType === "rsa-pss") return unusablePss(keyDetails);
  if (["rsa", "ed25519", "ed448"].includes(asymmetricKeyType)) return undefined;
  if (asymmetricKeyType !== "ec") return `a key of type ${asymmetricKeyType}`;
  if (hasUnnamedCurve(certificate)) return UNNAMED_CURVE;
  const { namedCurve = "its own parameters" } = keyDetails;
  return namedCurve in TLS_CURVES ? undefined : `a key on the curve ${namedCurve}`;
}

export function curveName(namedCurve: string): string {
  return TLS_CURVES[namedCurve] ?? namedCurve;
}

/** No certificate of the chain is signed with MD5 or SHA-1; what a self-signed one is signed with does not matter. */
export function weakSignature(certificates: readonly Certificate[]): Finding[] {
  return certificates.flatMap(({ signature, selfSigned, file, subject, place }) => {
    if (!signature.weak || selfSigned) return [];
    return [
      finding(
        "weak-signature",
        file,
        `${subject} (${place}) is signed with ${signature.algorithm}; SHA-256 or better was expected`,
        "have it issued again; every authority signs with SHA-256 today",
      ),
    ];
  });
}

/** The algorithm is named twice in a certificate (RFC 5280, section 4.1.1.2): no server takes two different ones. */
export function signatureContradictory(certificates: readonly Certificate[]): Finding[] {
  return certificates.flatMap(({ signature, file, subject, place }) => {
    if (!signature.contradictory) return [];
    const message = `${subject} (${place}) names two different signature algorithms`;
    return [finding("extension-invalid", file, message, "have it issued again")];
  });
}

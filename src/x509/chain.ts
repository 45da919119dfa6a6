import type { Certificate } from "./certificate";

/** The certificates of a file as a chain: how they hang together, in whatever order they stand. */
export interface Chain {
  readonly leaf: Certificate;
  /** In the order of the file. */
  readonly all: readonly Certificate[];
  /** The leaf, then every certificate that is above it, in the order in which they should be presented. */
  readonly ordered: readonly Certificate[];
  /** Not above the leaf, in the order of the file. */
  readonly unrelated: readonly Certificate[];
  /** Those that stand in the file before. */
  readonly duplicates: readonly Certificate[];
  /** The certificates among `candidates` that issued the certificate: by name, and proved by its signature. */
  issuersOf(certificate: Certificate, candidates?: readonly Certificate[]): Certificate[];
}

/** Finds the chain from the leaf: the certificate of the key; without a key, the first that issued no other. */
export function chainOf(all: readonly Certificate[], isLeaf?: (certificate: Certificate) => boolean): Chain {
  const duplicates = all.filter((certificate, i) => all.findIndex((other) => isSame(other, certificate)) < i);
  const distinct = duplicates.length === 0 ? all : all.filter((certificate) => !duplicates.includes(certificate));
  const issuersOf = issuerLookup(distinct);
  const leaf = distinct.length === 1 ? distinct[0]! : findLeaf(distinct, isLeaf, issuersOf);
  const ordered = [leaf];
  // Breadth first: with cross-signed authorities, a certificate has several issuers.
  for (const certificate of ordered) {
    for (const issuer of distinct.length === 1 ? [] : issuersOf(certificate)) {
      if (!ordered.includes(issuer)) ordered.push(issuer);
    }
  }
  const unrelated = distinct.filter((certificate) => !ordered.includes(certificate));
  return { leaf, all, ordered, unrelated, duplicates, issuersOf };
}

export function isSame(one: Certificate, other: Certificate): boolean {
  return one === other || one.x509.raw.equals(other.x509.raw);
}

function findLeaf(
  all: readonly Certificate[],
  isLeaf: ((certificate: Certificate) => boolean) | undefined,
  issuersOf: Chain["issuersOf"],
): Certificate {
  const ofKey = isLeaf && all.find(isLeaf);
  if (ofKey) return ofKey;
  const issuers = new Set(
    all.flatMap((certificate) => issuersOf(certificate).filter((other) => other !== certificate)),
  );
  return all.find((certificate) => !issuers.has(certificate)) ?? all[0]!;
}

function issuerLookup(all: readonly Certificate[]): Chain["issuersOf"] {
  const known = new Map<Certificate, Certificate[]>();
  const find = (certificate: Certificate, candidates: readonly Certificate[]) =>
    candidates.filter((candidate) => issued(candidate, certificate));
  return (certificate, candidates) => {
    if (candidates) return find(certificate, candidates);
    const issuers = known.get(certificate) ?? find(certificate, all);
    known.set(certificate, issuers);
    return issuers;
  };
}

/** Whether one certificate issued the other: names, key identifiers and permission to sign, and the signature itself. */
export function issued(issuer: Certificate, certificate: Certificate): boolean {
  if (!issuer.publicKey || !certificate.x509.checkIssued(issuer.x509)) return false;
  return signedBy(certificate, issuer);
}

export function signedBy(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return issuer.publicKey !== undefined && certificate.x509.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** The certificates above one, among those of a file: its issuers, theirs, and so on. */
export function above(certificate: Certificate, file: readonly Certificate[]): Certificate[] {
  const climbed = [certificate];
  for (const one of climbed) {
    if (one.selfSigned) continue;
    climbed.push(...file.filter((other) => !climbed.includes(other) && issued(other, one)));
  }
  return climbed.slice(1);
}

import type { Certificate } from "./certificate";
import { isSame, issued } from "./chain";

/** Nobody looks for a chain among more. */
const MAX_RELATED = 101;

/**
 * The leaf, and what of the others can be of its chain: the issuers of it, and theirs in turn. Where no issuer is there,
 * those that have its name, so that it can be said what is wrong with them. Each once, in the order in which they are found.
 */
export function relatedTo(leaf: Certificate, all: readonly Certificate[]): Certificate[] {
  const related = [leaf];
  for (const certificate of related) {
    if (certificate.selfSigned) continue;
    const named = all.filter((other) => hasNameOfIssuer(other, certificate) && !isSame(other, certificate));
    const issuers = named.filter((other) => issued(other, certificate));
    for (const issuer of issuers.length > 0 ? issuers : named) {
      if (related.length < MAX_RELATED && !related.some((known) => isSame(known, issuer))) related.push(issuer);
    }
  }
  return related;
}

/** Or nearly: case and spaces aside, as OpenSSL compares names (RFC 5280, section 7.1). */
function hasNameOfIssuer({ subject }: Certificate, { issuer }: Certificate): boolean {
  return subject === issuer || comparable(subject) === comparable(issuer);
}

function comparable(name: string): string {
  return name.toLowerCase().replace(/\s+/g, "");
}

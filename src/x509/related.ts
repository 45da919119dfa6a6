import type { Certificate } from "./certificate";
import { hasNameOfIssuer, isSame } from "./chain";

/** Nobody looks for a chain among more. */
const MAX_RELATED = 101;

/** The leaf, and all that have the name of an issuer of it, and of theirs: each once, in the order in which they are found. */
export function relatedTo(leaf: Certificate, all: readonly Certificate[]): Certificate[] {
  const related = [leaf];
  let others = all.filter((certificate) => !isSame(certificate, leaf));
  for (const certificate of related) {
    if (related.length >= MAX_RELATED) break;
    const named = others.filter((other) => hasNameOfIssuer(other, certificate));
    others = others.filter((other) => !named.includes(other));
    for (const issuer of named) if (!related.some((known) => isSame(known, issuer))) related.push(issuer);
  }
  return related;
}

import type { KeyObject } from "node:crypto";
import type { Certificate } from "../../x509/certificate";
import { type Chain, signedBy } from "../../x509/chain";
import type { Authorities } from "../authority-file";
import type { ClientProof } from "./prove";

interface ChainToProve {
  readonly chain: Chain;
  readonly presented: readonly Certificate[];
  readonly key?: KeyObject;
  readonly authorities: Pick<Authorities, "certificates" | "pem">;
}

/** The proof of a chain to a server that knows the roots, and those issuers that are in the file of authorities. */
export function proofOf({ chain, presented, key, authorities }: ChainToProve): ClientProof {
  const { leaf } = chain;
  const atHand = new Map<Certificate, readonly Certificate[]>();
  const find = (certificate: Certificate): readonly Certificate[] => {
    const inFile = chain.issuersOf(certificate).filter((issuer) => issuer !== certificate);
    if (inFile.length > 0 || certificate.selfSigned) return inFile;
    const known = atHand.get(certificate) ?? issuersAtHand(certificate, authorities.certificates ?? []);
    atHand.set(certificate, known);
    return known;
  };
  const above = new Set<Certificate>();
  const climb = (certificate: Certificate): void => {
    for (const issuer of find(certificate)) {
      if (presented.includes(issuer) || above.has(issuer)) continue;
      above.add(issuer);
      climb(issuer);
    }
  };
  presented.forEach(climb);
  return {
    leaf,
    presented,
    atHand: [...above],
    issuersOf: find,
    key,
    certificateAuthority: authorities.pem,
  };
}

/**
 * By name and by the signature itself. Where the certificate's authorityKeyIdentifier means another issuer, this is the
 * one all the same, and no server finds it.
 */
function issuersAtHand(certificate: Certificate, authorities: readonly Certificate[]): readonly Certificate[] {
  const { issuer } = certificate.x509;
  return authorities.filter((other) => other.x509.subject === issuer && signedBy(certificate, other));
}

import type { KeyObject } from "node:crypto";
import { messageOf } from "../../errors";
import type { Late } from "../../late";
import type { Certificate } from "../../x509/certificate";
import { above, issued } from "../../x509/chain";
import { isAuthority } from "../../x509/extensions";
import { certificatePem } from "../../x509/pem";
import type { Handshake } from "./handshake";
import { keyLike } from "./keys";
import { issueServer, pemOfKey } from "./server";
import { stage } from "./stage";
import { handshakes } from "./thread";

/** OpenSSL's reasons by authority; undefined where one is believed. */
export type Disbelief = Map<Certificate, string> | undefined;

/**
 * Whether a client that knows the authorities of a file believes a server of one of them. The authority's own key is not
 * here: another takes its place, and all else of it stays. The first is tried from now on, the others where it is not believed.
 */
export function whyDisbelieved(authorities: readonly Certificate[], file: readonly Certificate[]): Late<Disbelief> {
  const first = tryThem(authorities.slice(0, 1), file);
  return () => {
    const reasons = first();
    const others = reasons && tryThem(authorities.slice(1), file)();
    return others && new Map([...reasons, ...others]);
  };
}

function tryThem(authorities: readonly Certificate[], file: readonly Certificate[]): Late<Disbelief> {
  const tries = authorities.map((authority) => ({ authority, job: rehearse(authority, file) }));
  const answers = handshakes(tries.flatMap(({ job }) => (typeof job === "string" ? [] : [job])));
  return () => {
    const refusals = [...answers()];
    const reasons = new Map<Certificate, string>();
    for (const { authority, job } of tries) {
      const reason = typeof job === "string" ? job : refusals.shift();
      if (reason === undefined) return undefined;
      reasons.set(authority, reason);
    }
    return reasons;
  };
}

function rehearse(authority: Certificate, file: readonly Certificate[]): Handshake | string {
  try {
    const atHand = above(authority, file);
    const issuersOf = (certificate: Certificate) =>
      certificate.selfSigned ? [] : atHand.filter((other) => other !== certificate && issued(other, certificate));
    const key = authority.publicKey && keyLike(authority.publicKey);
    const staged = stage({ presented: [authority], atHand, issuersOf }, { leaf: authority });
    if (!key || !staged) return "this Node cannot make a key of its type";
    const ca = [...staged.presented, ...staged.trusted].map(certificatePem).join("");
    return { server: serverOf(authority, staged.presented[0]!, key), client: { ca }, maxVersion: "TLSv1.3" };
  } catch (error) {
    return messageOf(error);
  }
}

/** A server that the authority vouches for; a self-signed certificate that is none is a server's own. */
function serverOf(authority: Certificate, der: Buffer, key: KeyObject): Handshake["server"] {
  if (!isAuthority(authority)) return { certificate: certificatePem(der), privateKey: pemOfKey(key) };
  return issueServer({ issuer: authority.fields.subject.whole, signer: key });
}

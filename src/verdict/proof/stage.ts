import type { KeyObject } from "node:crypto";
import type { Certificate } from "../../x509/certificate";
import type { CertificateFields } from "../../x509/fields";
import { writeCertificate } from "../../x509/write-certificate";
import { sequence, tagged } from "../../x509/write-der";
import { isOfToday, ofToday } from "./dates";
import { keyLike, spkiOf } from "./keys";
import { keyFor, signAs } from "./signature";
import { standInFor } from "./stand-in";

/** The certificates of a proof, and how they hang together. */
export interface Cast {
  readonly presented: readonly Certificate[];
  /** Known to the server, and not presented. */
  readonly atHand: readonly Certificate[];
  /** Those of both that issued the certificate; never itself. */
  issuersOf(certificate: Certificate): readonly Certificate[];
}

/** What is presented and what is trusted, in DER. */
export interface Staged {
  readonly presented: readonly Buffer[];
  readonly trusted: readonly Buffer[];
  /** To be trusted besides. */
  readonly standIns: readonly Buffer[];
  /** Something is trusted although neither its issuer nor a stand-in is there. */
  readonly partialChains: boolean;
}

/** What is to differ from the truth. */
export interface Changes {
  readonly leaf: Certificate;
  /** Where it is not here, another takes its place. */
  readonly key?: KeyObject;
  /** To see whether the server objects to them, or to anything else. */
  readonly omitted?: readonly Omission[];
}

/** An extension that is left out of a certificate, by its index. */
export interface Omission {
  readonly certificate: Certificate;
  readonly extension: number;
}

/** Keys that take the place of others, by the public key that a certificate has in truth. */
type OtherKeys = Map<string, KeyObject>;

interface Role {
  readonly certificate: Certificate;
  readonly fields: CertificateFields;
  readonly publicKey: string;
  readonly signers: readonly Certificate[];
  /** The indices of the extensions to leave out. */
  readonly omitted: readonly number[];
}

/**
 * The certificates as the server of the proof sees them. Who was issued by nobody in sight has a stand-in for its issuer,
 * which signs the very same bytes again. Others stay as they are, but for dates that are not of today, as OpenSSL knows
 * no other moment, and for `changes`. Where a certificate changes, the keys above it do too.
 *
 * @returns undefined where this Node can make no key of the type that is needed
 */
export function stage(cast: Cast, changes: Changes): Staged | undefined {
  const roles = new Map(
    [...cast.presented, ...cast.atHand].map((certificate) => [certificate, roleOf(certificate, cast, changes)]),
  );
  const all = [...roles.values()];
  const otherKeys: OtherKeys = new Map();
  const hasOtherKey = ({ publicKey }: Role) => otherKeys.has(publicKey);
  const signersOf = ({ signers }: Role) => signers.map((signer) => roles.get(signer)!);
  const isChanged = (role: Role) => isRewritten(role, otherKeys) || signersOf(role).some(hasOtherKey);

  const leaf = roles.get(changes.leaf)!;
  let needed = changes.key ? [] : [leaf];
  do {
    for (const { publicKey, certificate } of needed) {
      const own = publicKey === leaf.publicKey ? changes.key : undefined;
      const other = own ?? (certificate.publicKey && keyLike(certificate.publicKey));
      if (!other) return undefined;
      otherKeys.set(publicKey, other);
    }
    needed = all
      .filter(isChanged)
      .flatMap(signersOf)
      .filter((signer) => !hasOtherKey(signer));
  } while (needed.length > 0);

  const written = new Map<Certificate, Buffer>();
  const trusted: Buffer[] = [];
  const standIns: Buffer[] = [];
  let partialChains = false;
  for (const role of all) {
    const { certificate, fields } = role;
    const unseen = role.signers.length === 0;
    const signer = unseen
      ? keyFor(fields.signatureAlgorithm)
      : signersOf(role).map(({ publicKey }) => otherKeys.get(publicKey))[0];
    if (!signer && isChanged(role)) return undefined;
    const der = signer && (unseen || isChanged(role)) ? signedAnew(role, otherKeys, signer) : certificate.x509.raw;
    written.set(certificate, der);
    if (unseen && signer) standIns.push(...standInFor(fields, signer));
    else if (unseen) partialChains = true;
    if (certificate.selfSigned || (unseen && !signer) || cast.atHand.includes(certificate)) trusted.push(der);
  }
  return {
    presented: cast.presented.map((certificate) => written.get(certificate)!),
    trusted,
    standIns,
    partialChains,
  };
}

function roleOf(certificate: Certificate, { issuersOf }: Cast, { omitted = [] }: Changes): Role {
  const { fields } = certificate;
  return {
    certificate,
    fields,
    publicKey: fields.publicKey.whole.toString("hex"),
    signers: certificate.selfSigned ? [certificate] : issuersOf(certificate),
    omitted: omitted.filter((one) => one.certificate === certificate).map(({ extension }) => extension),
  };
}

/** Its bytes are other ones; the signature aside. */
function isRewritten({ certificate, publicKey, omitted }: Role, otherKeys: OtherKeys): boolean {
  return !isOfToday(certificate) || otherKeys.has(publicKey) || omitted.length > 0;
}

function signedAnew(role: Role, otherKeys: OtherKeys, signer: KeyObject): Buffer {
  const { toBeSigned, signatureAlgorithm, signature } = role.fields;
  const bytes = isRewritten(role, otherKeys) ? rewritten(role, otherKeys.get(role.publicKey)) : toBeSigned.whole;
  const value = signAs(signatureAlgorithm, bytes, signer);
  return writeCertificate(bytes, signatureAlgorithm.whole, value, signature.content[0]);
}

function rewritten({ certificate, fields, omitted }: Role, otherKey: KeyObject | undefined): Buffer {
  const left = fields.extensions.filter((_, i) => !omitted.includes(i)).map(({ whole }) => whole);
  const members = fields.members.map((member) => {
    if (member === fields.validity && !isOfToday(certificate)) return ofToday(member);
    if (member === fields.publicKey && otherKey) return spkiOf(otherKey);
    if (member.tag === 0xa3 && omitted.length > 0)
      return left.length === 0 ? Buffer.of() : tagged(3, sequence(...left));
    return member.whole;
  });
  return sequence(...members);
}

import type { KeyObject } from "node:crypto";
import type { Finding } from "../finding";
import { late } from "../late";
import type { MaterialFile } from "../material/read-file";
import { SOON_DAYS } from "../moment";
import type { Certificate } from "../x509/certificate";
import { type Chain, chainOf } from "../x509/chain";
import type { Authorities } from "./authority-file";
import { type LateFindings, seen } from "./late-findings";
import { proofOf } from "./proof/client-proof";
import { type ClientProof, findCulprit, type Outcome, proveClient } from "./proof/prove";
import { chainBroken, chainIncomplete, chainOrder, mayNotSign } from "./rules/chain-rules";
import { keyDamaged, keyMismatch, matches } from "./rules/key-rules";
import { NAME_CONSTRAINTS, nameNotPermitted } from "./rules/name-rules";
import { otherServersRefuse } from "./rules/other-servers";
import { clientAuthEnds } from "./rules/public-authority";
import { isCa, keyAgreementOnly, noClientAuth, noDigitalSignature, PURPOSE_EXTENSIONS } from "./rules/purpose-rules";
import { extensionInvalid, serverRefuses } from "./rules/server-refuses";
import { chainTooLong, tooManyCertificates } from "./rules/size-rules";
import { keyTypeUnsupported, signatureContradictory, weakKey, weakSignature } from "./rules/strength-rules";
import { datesReadable, expired, expiresSoon, notYetValid } from "./rules/validity-rules";

/** The client's half of the material, as it was read. */
export interface ClientMaterial {
  readonly certificates: readonly Certificate[];
  readonly key?: KeyObject;
  /** The file of the key, for findings about it. */
  readonly keyPath: string;
  /** The file that goes into the secret. */
  readonly secret?: MaterialFile;
  /** The order of the certificates means something: not in PKCS#12. */
  readonly inOrder: boolean;
  readonly findings: readonly Finding[];
}

export interface JudgeOptions {
  readonly now: Date;
  readonly expiryWarningDays?: number;
}

export interface Judged {
  readonly chain: Chain;
  /** The certificates in the order in which they are presented. */
  readonly presented: readonly Certificate[];
}

/** Whether a server would let the client in, and why not. The handshake begins, and is waited for by who asks for all findings. */
export function judge(
  { certificates, key, keyPath, inOrder }: ClientMaterial,
  authorities: Authorities,
  { now, expiryWarningDays = SOON_DAYS }: JudgeOptions,
): { judged?: Judged; findings: LateFindings } {
  const damaged = key ? keyDamaged(key, keyPath) : [];
  if (certificates.length === 0) return { findings: seen(damaged) };
  const tooMany = tooManyCertificates(certificates);
  const chain = chainOf(
    tooMany.length > 0 ? certificates.slice(0, 1) : certificates,
    key && ((certificate) => matches(certificate, key)),
  );
  const { leaf, ordered } = chain;
  const presented = inOrder && chain.all[0] === leaf ? chain.all : ordered;

  const strength = [...keyTypeUnsupported(ordered), ...weakKey(ordered), ...weakSignature(ordered)];
  const usableKey = key && damaged.length === 0 && matches(leaf, key) ? key : undefined;
  const proof = proofOf({ chain, presented, key: usableKey, authorities });
  const strays = chainBroken(chain);
  const isExplained = [...strength, ...strays].length > 0;
  const outcome = tooMany.length > 0 ? undefined : proveClient(proof);
  const before = [
    ...damaged,
    ...tooMany,
    ...(key && damaged.length === 0 ? keyMismatch(leaf, key, keyPath) : []),
    ...(inOrder ? chainOrder(chain) : []),
    ...strays,
    ...chainIncomplete(chain, authorities),
    ...expired(ordered, now),
    ...notYetValid(ordered, now),
    ...expiresSoon(ordered, now, expiryWarningDays),
    ...clientAuthEnds(leaf),
    ...strength,
  ];
  const after = [...keyAgreementOnly(leaf), ...isCa(leaf)];
  const all = late(() => {
    const refused = outcome ? whyRefused(chain, proof, outcome(), isExplained) : [];
    const elsewhere = outcome && refused.length === 0 ? otherServersRefuse(chain, presented) : [];
    return [...before, ...refused, ...after, ...elsewhere];
  });
  return { judged: { chain, presented }, findings: { atOnce: [...before, ...after], all } };
}

/** Whether a server refuses the client is the handshake's to say; the rules know why, or else what it depends on. */
function whyRefused(chain: Chain, proof: ClientProof, outcome: Outcome, isExplained: boolean): readonly Finding[] {
  if (outcome === "accepted") return [];
  const { leaf, ordered } = chain;
  const purpose = proof.without ? [] : noClientAuth(ordered);
  const known = [
    ...mayNotSign(chain),
    ...datesReadable(ordered),
    ...noDigitalSignature(leaf),
    ...signatureContradictory(ordered),
    ...chainTooLong(proof.presented),
  ];
  if (known.length > 0 || isExplained || outcome === "unproved") return [...purpose, ...known];
  // It may be acknowledged: nothing is to hide behind it.
  if (purpose.length > 0) {
    const otherwise = { ...proof, without: PURPOSE_EXTENSIONS };
    return [...purpose, ...whyRefused(chain, otherwise, proveClient(otherwise)(), false)];
  }
  const culprit = findCulprit(proof);
  if (!culprit) return serverRefuses(leaf, outcome);
  return culprit.extension === NAME_CONSTRAINTS && culprit.certificate !== leaf
    ? nameNotPermitted(leaf, culprit, outcome.refused)
    : extensionInvalid(culprit, outcome);
}

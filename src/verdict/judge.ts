import type { KeyObject } from "node:crypto";
import type { Finding } from "../finding";
import type { MaterialFile } from "../material/read-file";
import type { Certificate } from "../x509/certificate";
import { type Chain, chainOf } from "../x509/chain";
import type { Authorities } from "./authority-file";
import { chainBroken, chainIncomplete, chainOrder } from "./rules/chain-rules";
import { keyDamaged, keyMismatch, matches } from "./rules/key-rules";
import { nameNotPermitted } from "./rules/name-rules";
import { clientAuthEnds } from "./rules/public-authority";
import { extensionInvalid, isCa, noClientAuth, noDigitalSignature } from "./rules/purpose-rules";
import { tooManyCertificates } from "./rules/size-rules";
import { keyTypeUnsupported, weakKey, weakSignature } from "./rules/strength-rules";
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

const EXPIRY_WARNING_DAYS = 30;

/** Every rule about what a server sees of the client, in the order in which people read the findings. */
export function judge(
  { certificates, key, keyPath, inOrder }: ClientMaterial,
  authorities: Authorities,
  { now, expiryWarningDays = EXPIRY_WARNING_DAYS }: JudgeOptions,
): { chain?: Chain; findings: readonly Finding[] } {
  const damaged = key ? keyDamaged(key, keyPath) : [];
  if (certificates.length === 0) return { findings: damaged };
  const tooMany = tooManyCertificates(certificates);
  const chain = chainOf(
    tooMany.length > 0 ? certificates.slice(0, 1) : certificates,
    key && ((certificate) => matches(certificate, key)),
  );
  const { leaf, ordered } = chain;
  return {
    chain,
    findings: [
      ...damaged,
      ...tooMany,
      ...(key ? keyMismatch(leaf, key, keyPath) : []),
      ...(inOrder ? chainOrder(chain) : []),
      ...chainBroken(chain),
      ...chainIncomplete(chain, authorities.certificates ?? [], authorities.path),
      ...datesReadable(ordered),
      ...expired(ordered, now),
      ...notYetValid(ordered, now),
      ...expiresSoon(ordered, now, expiryWarningDays),
      ...clientAuthEnds(leaf),
      ...keyTypeUnsupported(ordered),
      ...weakKey(ordered),
      ...weakSignature(ordered),
      ...noClientAuth(ordered),
      ...noDigitalSignature(leaf),
      ...nameNotPermitted(chain),
      ...isCa(leaf),
      ...extensionInvalid(ordered),
    ],
  };
}

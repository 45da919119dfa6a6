import { DAY_MS } from "../moment";
import type { CertificateRow } from "./certificate-row";
import { warningDifferences } from "./warnings";
import { joinWords, type Words, words } from "./words";

/** How a certificate differs from the one in whose place it comes. */
export interface Difference {
  readonly kind:
    | "issuer"
    | "subject"
    | "shorter"
    | "key-weaker"
    | "key-reused"
    | "chain-shorter"
    | "not-newer"
    | "warning-new"
    | "warning-acknowledged"
    | "acknowledgement-withdrawn"
    | "warning-gone";
  readonly words: Words;
  /** Nothing to look at twice. */
  readonly harmless?: boolean;
}

export function isAlike({ differences }: { readonly differences: readonly Difference[] }): boolean {
  return differences.every(({ harmless }) => harmless);
}

/** Authorities shorten the lives of their certificates by and by: that alone is no news. */
const MUCH_SHORTER = 0.75;

/** What a reviewer has to look at, worst first, and last what is better than it was. A plain renewal has none. */
export function differences(before: CertificateRow, after: CertificateRow): Difference[] {
  const found = (kind: Difference["kind"], when: boolean, said: () => Words): Difference[] =>
    when ? [{ kind, words: said() }] : [];
  const lost = daysLonger(before, after);
  return [
    ...found(
      "issuer",
      before.issuer !== after.issuer,
      () => words`another issuer: ${after.issuer}, before ${before.issuer}`,
    ),
    ...found(
      "subject",
      before.subject !== after.subject,
      () => words`another subject: ${after.subject}, before ${before.subject}`,
    ),
    ...found(
      "shorter",
      lost < 0,
      () => words`ends ${-lost} ${days(-lost)} earlier: ${day(after)}, before ${day(before)}`,
    ),
    ...found(
      "key-weaker",
      strength(after.key) < strength(before.key),
      () => words`a weaker key: ${after.key}, before ${before.key}`,
    ),
    ...found("key-reused", isSameKey(before, after), () => words`the same private key as before`),
    ...found(
      "chain-shorter",
      after.chainLength < before.chainLength,
      () => words`a shorter chain: ${after.chainLength}, before ${before.chainLength}`,
    ),
    ...found(
      "shorter",
      lost >= 0 && lifeOf(after) < MUCH_SHORTER * lifeOf(before),
      () => words`a shorter life: ${lifeOf(after)} ${days(lifeOf(after))}, before ${lifeOf(before)}`,
    ),
    ...found(
      "not-newer",
      Date.parse(after.notBefore) < Date.parse(before.notBefore),
      () => words`issued before the one that it replaces`,
    ),
    ...warningDifferences(before, after),
  ];
}

/** What is as before, and how much longer it lasts: all there is to say of a plain renewal. */
export function sameness(before: CertificateRow, after: CertificateRow): Words {
  const longer = daysLonger(before, after);
  return joinWords(
    [
      ...(before.subject === after.subject ? [words`same subject`] : []),
      ...(before.issuer === after.issuer ? [words`same issuer`] : []),
      ...(longer >= 0 ? [words`${longer} ${days(longer)} longer`] : []),
    ],
    ", ",
  );
}

/** By how many days the second ends later; negative if it ends earlier. */
function daysLonger(before: CertificateRow, after: CertificateRow): number {
  return Math.round((Date.parse(after.notAfter) - Date.parse(before.notAfter)) / DAY_MS);
}

function lifeOf({ notBefore, notAfter }: CertificateRow): number {
  return Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / DAY_MS);
}

function day({ notAfter }: CertificateRow): string {
  return notAfter.slice(0, 10);
}

function days(count: number): Words {
  return [count === 1 ? "day" : "days"];
}

function isSameKey({ publicKey: before }: CertificateRow, { publicKey: after }: CertificateRow): boolean {
  return before !== undefined && before === after;
}

/** Bits of security of a key, as `key` says it (NIST SP 800-57 part 1, table 2); of what is not known, none is said. */
function strength(key: string): number {
  const size = Number(/^RSA(?:-PSS)? (\d+)$/.exec(key)?.[1]);
  if (!Number.isNaN(size)) return size >= 7680 ? 192 : size >= 3072 ? 128 : size >= 2048 ? 112 : 80;
  return STRENGTH[key] ?? Number.NaN;
}

const STRENGTH: Readonly<Record<string, number>> = {
  Ed25519: 128,
  Ed448: 224,
  "EC P-224": 112,
  "EC P-256": 128,
  "EC P-384": 192,
  "EC P-521": 256,
  "EC secp256k1": 128,
};

import { daysBetween, endsWithin, hasEnded, isEarly, SOON_DAYS } from "../moment";
import type { CertificateRow } from "./certificate-row";

export type Status = "expired" | "soon" | "valid" | "not-yet";

export interface Validity {
  readonly status: Status;
  /** In words, e.g. `expires in 12 days`. */
  readonly words: string;
}

/** Where a moment lies in a certificate's time. */
export function validityAt(
  { notBefore, notAfter }: Pick<CertificateRow, "notBefore" | "notAfter">,
  now: Date,
): Validity {
  const [from, to] = [new Date(notBefore), new Date(notAfter)];
  if (hasEnded(notAfter, now)) return { status: "expired", words: `expired ${days(to, now)} ago` };
  if (isEarly(notBefore, now)) return { status: "not-yet", words: `valid in ${days(now, from)}` };
  if (endsWithin(SOON_DAYS, notAfter, now)) return { status: "soon", words: `expires in ${days(now, to)}` };
  return { status: "valid", words: `valid for ${days(now, to)}` };
}

function days(from: Date, to: Date): string {
  const count = daysBetween(from, to);
  return count === 1 ? "1 day" : `${count} days`;
}

import type { CertificateRow } from "./certificate-row";

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Days before its end at which a certificate is said to expire soon, as at synth. */
export const SOON_DAYS = 30;

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
  const time = now.getTime();
  const left = Date.parse(notAfter) - time;
  const until = Date.parse(notBefore) - time;
  if (left < 0) return { status: "expired", words: `expired ${days(-left)} ago` };
  if (until > 0) return { status: "not-yet", words: `valid in ${days(until)}` };
  if (left < SOON_DAYS * DAY_MS) return { status: "soon", words: `expires in ${days(left)}` };
  return { status: "valid", words: `valid for ${days(left)}` };
}

function days(ms: number): string {
  const count = Math.floor(ms / DAY_MS);
  return count === 1 ? "1 day" : `${count} days`;
}

import { daysBetween, endsWithin, hasEnded, isEarly, SOON_DAYS, secondsOf } from "../moment";
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
  if (Number.isNaN(to.getTime()) || Number.isNaN(from.getTime())) return UNREADABLE;
  if (hasEnded(notAfter, now)) return { status: "expired", words: `expired ${ago(to, now)}` };
  if (isEarly(notBefore, now)) return { status: "not-yet", words: `valid ${ahead(now, from)}` };
  if (endsWithin(SOON_DAYS, notAfter, now)) return { status: "soon", words: `expires ${ahead(now, to)}` };
  return { status: "valid", words: `valid for ${days(now, to)}` };
}

/** A server that cannot read its dates takes it for no better. */
const UNREADABLE: Validity = { status: "expired", words: "not valid: its dates cannot be read" };

function ago(moment: Date, now: Date): string {
  if (daysBetween(moment, now) > 0) return `${days(moment, now)} ago`;
  return isSameDay(moment, now) ? "today" : "yesterday";
}

function ahead(now: Date, moment: Date): string {
  if (daysBetween(now, moment) > 0) return `in ${days(now, moment)}`;
  return isSameDay(moment, now) ? "today" : "tomorrow";
}

/** In UTC, as all dates are told. */
function isSameDay(one: Date, other: Date): boolean {
  return secondsOf(one).slice(0, 10) === secondsOf(other).slice(0, 10);
}

function days(from: Date, to: Date): string {
  const count = daysBetween(from, to);
  return count === 1 ? "1 day" : `${count} days`;
}

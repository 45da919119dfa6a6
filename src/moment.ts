/** Moments, days and ends of certificates: one meaning of each for synth, check, page and reports. */

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Days before its end at which a certificate is said to expire soon, unless `expiryWarningDays` says otherwise. */
export const SOON_DAYS = 30;

/** The form of a date, or of a moment with its time zone. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The moment that an ISO 8601 text names, a date being its first second in UTC; undefined where there is no such moment. */
export function readMoment(text: string): Date | undefined {
  const moment = new Date(text);
  if (!ISO_8601.test(text) || Number.isNaN(moment.getTime())) return undefined;
  // Date rolls 2026-02-30 over into March; that is a slip, not a date.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate();
  return day === Number(text.slice(8, 10)) ? moment : undefined;
}

/** As facts and Terraform write it: ISO 8601, UTC, to the second. Two of them sort as text. */
export function secondsOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

/** Whether what ends then has ended; its last second counts as ended, as for OpenSSL. */
export function hasEnded(notAfter: string, at: Date): boolean {
  return notAfter <= secondsOf(at);
}

/** Whether what begins then has not begun. */
export function isEarly(notBefore: string, at: Date): boolean {
  return notBefore > secondsOf(at);
}

/** Whether what ends then has not ended, and will within so many days. */
export function endsWithin(days: number, notAfter: string, at: Date): boolean {
  return !hasEnded(notAfter, at) && Date.parse(notAfter) - at.getTime() <= days * DAY_MS;
}

/** Whether a value is a number of days, 0 or more. */
export function isDays(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Whether a value is a moment; a Date may be none. */
export function isMoment(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/** Whole days from one moment to a later one. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / DAY_MS);
}

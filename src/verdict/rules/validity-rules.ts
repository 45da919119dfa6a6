import { type Finding, finding } from "../../finding";
import { countOf } from "../../material/words";
import { daysBetween, endsWithin, hasEnded, isEarly, secondsOf } from "../../moment";
import type { Certificate } from "../../x509/certificate";

const RENEW = "renew it and replace the files";

/** No certificate of the chain has ended; the last second counts as ended, as for OpenSSL. */
export function expired(certificates: readonly Certificate[], now: Date): Finding[] {
  return certificates.flatMap(({ notAfter, file, subject, place }) => {
    if (notAfter === undefined || !hasEnded(notAfter, now)) return [];
    const at = secondsOf(now);
    const days = countOf(daysBetween(new Date(notAfter), now), "day");
    return [finding("expired", file, `${subject} (${place}) ended on ${notAfter}, ${days} before ${at}`, RENEW)];
  });
}

/** Every certificate of the chain has begun. */
export function notYetValid(certificates: readonly Certificate[], now: Date): Finding[] {
  return certificates.flatMap(({ notBefore, file, subject, place }) => {
    if (notBefore === undefined || !isEarly(notBefore, now)) return [];
    return [
      finding(
        "not-yet-valid",
        file,
        `${subject} (${place}) begins on ${notBefore}, after ${secondsOf(now)}`,
        "deploy it when it has begun, or set the clock of this machine right",
      ),
    ];
  });
}

/** A certificate of the chain ends within so many days: time to renew it. */
export function expiresSoon(certificates: readonly Certificate[], now: Date, warningDays: number): Finding[] {
  return certificates.flatMap(({ notAfter, file, subject, place }) => {
    if (notAfter === undefined || !endsWithin(warningDays, notAfter, now)) return [];
    const days = countOf(daysBetween(now, new Date(notAfter)), "day");
    return [finding("expires-soon", file, `${subject} (${place}) ends on ${notAfter}, in ${days}`, RENEW)];
  });
}

/** The dates can be read: a server refuses a certificate whose dates it cannot read. */
export function datesReadable(
  certificates: readonly Certificate[],
  code: "certificate-malformed" | "ca-malformed" = "certificate-malformed",
): Finding[] {
  return certificates.flatMap(({ notBefore, notAfter, file, subject, place }) => {
    const which = notBefore === undefined ? "notBefore" : notAfter === undefined ? "notAfter" : undefined;
    if (!which) return [];
    return [
      finding(
        code,
        file,
        `${subject} (${place}) has a ${which} that is not a date in UTC with seconds (RFC 5280, section 4.1.2.5)`,
        "have it issued again",
      ),
    ];
  });
}

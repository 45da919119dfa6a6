import { type Asn1, TAG } from "./asn1";

/**
 * A UTCTime or GeneralizedTime of a certificate as ISO 8601, or undefined where it is not in the one form that
 * RFC 5280 (4.1.2.5) allows: OpenSSL then refuses the certificate.
 */
export function timeOf(element: Asn1 | undefined): string | undefined {
  const text = element?.content.toString("latin1") ?? "";
  if (element?.tag === TAG.utcTime && /^\d{12}Z$/.test(text)) {
    return existing(`${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}`);
  }
  return element?.tag === TAG.generalizedTime && /^\d{14}Z$/.test(text) ? existing(text) : undefined;
}

function existing(text: string): string | undefined {
  const iso = text.replace(/^(....)(..)(..)(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) || secondsOf(time) !== iso ? undefined : iso;
}

/** A moment as the facts have it: UTC, without fractions of a second. */
export function secondsOf(time: Date): string {
  return `${time.toISOString().slice(0, -5)}Z`;
}

import { type Asn1, TAG } from "./der";

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

/** Checked by hand: for each of the dates of a thousand certificates, Date takes its time. */
function existing(text: string): string | undefined {
  const [, year, month, day, hours, minutes, seconds] = /^(....)(..)(..)(..)(..)(..)Z$/.exec(text)!;
  const days = month === "02" && isLeap(Number(year)) ? 29 : DAYS[Number(month) - 1];
  if (days === undefined || day === "00" || Number(day) > days) return undefined;
  if (hours! > "23" || minutes! > "59" || seconds! > "59") return undefined;
  return `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

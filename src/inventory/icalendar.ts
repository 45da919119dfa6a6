import type { CertificateRow } from "./certificate-row";
import type { Inventory } from "./inventory";

/** The days on which certificates end, for a calendar to subscribe to (RFC 5545). */
export function toICalendar({ registry, certificates }: Inventory, now: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//cdktf-client-certificates//EN",
    `X-WR-CALNAME:${escapeText(`Client certificates: ${registry}`)}`,
    ...certificates.flatMap((row) => event(registry, row, now)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function event(registry: string, row: CertificateRow, now: Date): string[] {
  const { host, declaration, subject, issuer, notAfter, fingerprint256 } = row;
  const id = `${fingerprint256}/${host}/${declaration}@${registry}`;
  return [
    "BEGIN:VEVENT",
    `UID:${escapeText(id)}`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART:${stamp(notAfter)}`,
    `SUMMARY:${escapeText(`Client certificate of ${host} ends`)}`,
    `DESCRIPTION:${escapeText(`${subject}, issued by ${issuer}, declared by ${declaration}`)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

/** `20270101T000000Z` (RFC 5545, section 3.3.5). */
function stamp(moment: string): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&");
}

/** Lines of at most 75 octets, the rest after a line end and a space (RFC 5545, section 3.1). */
function fold(line: string): string {
  let folded = "";
  let length = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (length + size > 75) {
      folded += "\r\n ";
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}

import { hasEnded, isEarly } from "../../moment";
import type { Certificate } from "../../x509/certificate";
import { type Asn1, sequence as membersOf, TAG } from "../../x509/der";
import { sequence, tlv } from "../../x509/write-der";

const MINUTE_MS = 60 * 1000;

/** Whether OpenSSL finds nothing to say of the dates; those that it cannot read are left to it. */
export function isOfToday({ notBefore, notAfter }: Certificate): boolean {
  const now = Date.now();
  if (notBefore === undefined || notAfter === undefined) return true;
  return !isEarly(notBefore, new Date(now - MINUTE_MS)) && !hasEnded(notAfter, new Date(now + MINUTE_MS));
}

/** The same validity in the same form, with dates of today. */
export function ofToday(validity: Asn1): Buffer {
  const [notBefore, notAfter] = membersOf(validity);
  return sequence(inForm(notBefore!, "20200101000000Z"), inForm(notAfter!, "20491231000000Z"));
}

function inForm({ tag }: Asn1, time: string): Buffer {
  return tlv(tag, Buffer.from(tag === TAG.utcTime ? time.slice(2) : time));
}

import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";
import type { Culprit } from "../proof/prove";

export const NAME_CONSTRAINTS = "2.5.29.30";
const MAX_SHOWN = 200;

/** An authority does not permit a name of the client, or of an authority below it (RFC 5280, section 4.2.1.10). */
export function nameNotPermitted(leaf: Certificate, { certificate: authority }: Culprit, reason: string): Finding[] {
  const { subject, place, file } = leaf;
  return [
    finding(
      "name-not-permitted",
      file,
      `${subject} (${place}, ${namesOf(leaf)}) has a name that ${authority.subject} (${authority.place}) does not permit (name constraints); OpenSSL says: ${reason}`,
      "have it issued with names that the authority permits, or by another authority",
    ),
  ];
}

/** As Node writes them, e.g. `DNS:a.acme.com, IP Address:10.0.0.1`. */
function namesOf({ x509 }: Certificate): string {
  const names = (x509.subjectAltName ?? "no alternative name").replace(/[^\x20-\x7e]/g, "?");
  return names.length > MAX_SHOWN ? `${names.slice(0, MAX_SHOWN)}…` : names;
}

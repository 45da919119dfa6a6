import { type Finding, finding } from "../../finding";
import { countOf, daysBetween } from "../../material/words";
import type { Certificate } from "../../x509/certificate";
import { isAuthority } from "../../x509/extensions";
import { secondsOf } from "../../x509/time";

/** Everything in the file of authorities is one; a self-signed certificate is its own. */
export function caNotACa(authorities: readonly Certificate[]): Finding[] {
  return authorities.flatMap((authority) => {
    if (isAuthority(authority) || authority.selfSigned) return [];
    const { file, subject, place, issuer } = authority;
    return [
      finding(
        "ca-not-a-ca",
        file,
        `${subject} (${place}) is not a certificate authority; it was issued by ${issuer}`,
        `put the certificate of its issuer there instead: ${issuer}`,
      ),
    ];
  });
}

/** Every authority is in date. */
export function caExpired(authorities: readonly Certificate[], now: Date): Finding[] {
  const at = secondsOf(now);
  return authorities.flatMap(({ notBefore, notAfter, file, subject, place }) => {
    const fix = "remove it from the file, or put the one there that replaced it";
    if (notAfter !== undefined && notAfter <= at) {
      const days = countOf(daysBetween(notAfter, at), "day");
      return [finding("ca-expired", file, `${subject} (${place}) ended on ${notAfter}, ${days} before ${at}`, fix)];
    }
    if (notBefore !== undefined && notBefore > at) {
      return [finding("ca-not-yet-valid", file, `${subject} (${place}) begins on ${notBefore}, after ${at}`, fix)];
    }
    return [];
  });
}

/** The same authority twice is a sign of files that were put together by mistake. */
export function caDuplicate(authorities: readonly Certificate[]): Finding[] {
  const first = new Map<string, Certificate>();
  return authorities.flatMap((authority) => {
    const { file, subject, place, x509 } = authority;
    const twin = first.get(x509.fingerprint256);
    first.set(x509.fingerprint256, twin ?? authority);
    if (!twin) return [];
    const message = `${subject} stands in the file twice: ${twin.place}, and ${place}`;
    return [finding("ca-duplicate", file, message, "remove one of the two")];
  });
}

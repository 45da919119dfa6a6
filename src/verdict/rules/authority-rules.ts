import { type Finding, finding } from "../../finding";
import { countOf } from "../../material/words";
import { daysBetween, hasEnded, isEarly, secondsOf } from "../../moment";
import type { Certificate } from "../../x509/certificate";
import { above } from "../../x509/chain";
import { isAuthority } from "../../x509/extensions";

/** Everything in the file of authorities is one; a self-signed certificate is its own. */
export function caNotACa(authority: Certificate): Finding[] {
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
}

/** Every authority is in date. */
export function caExpired({ notBefore, notAfter, file, subject, place }: Certificate, now: Date): Finding[] {
  const at = secondsOf(now);
  const fix = "remove it from the file, or put the one there that replaced it";
  if (notAfter !== undefined && hasEnded(notAfter, now)) {
    const days = countOf(daysBetween(new Date(notAfter), now), "day");
    return [finding("ca-expired", file, `${subject} (${place}) ended on ${notAfter}, ${days} before ${at}`, fix)];
  }
  if (notBefore !== undefined && isEarly(notBefore, now)) {
    return [finding("ca-not-yet-valid", file, `${subject} (${place}) begins on ${notBefore}, after ${at}`, fix)];
  }
  return [];
}

/** Node believes a server whose chain ends with a root that it knows; an intermediate authority alone is none. */
export function caIncomplete(authority: Certificate, file: readonly Certificate[]): Finding[] {
  const chain = [authority, ...above(authority, file)];
  if (chain.some(({ selfSigned }) => selfSigned)) return [];
  const { subject, place, issuer } = chain.at(-1)!;
  return [
    finding(
      "ca-incomplete",
      authority.file,
      `${subject} (${place}) is an intermediate authority, and its issuer ${issuer} is not in the file: Node believes no server by it`,
      `append the certificate of the root authority: ${issuer}, or the one above it`,
    ),
  ];
}

/** A server of the authority was presented to a client that knows the file, and was not believed. */
export function caRefused({ file, subject, place }: Certificate, reason: string): Finding {
  return finding(
    "ca-refused",
    file,
    `a server that ${subject} (${place}) vouches for was presented to a client that knows this file, which refuses it; OpenSSL says: ${reason}`,
    "put the authority of the API's servers there",
  );
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

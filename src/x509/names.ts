import type { X509Certificate } from "node:crypto";

/**
 * The subjectAltName of a certificate, a name each with its kind: `DNS:www.acme.com`, `URI:spiffe://acme/check` (RFC 5280,
 * section 4.2.1.6).
 */
export function alternativeNames({ subjectAltName }: Pick<X509Certificate, "subjectAltName">): string[] {
  // Node writes a name with a comma or a quote in it as a JSON text.
  return [...(subjectAltName ?? "").matchAll(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)].map(([name]) =>
    name.trim().replace(/^IP Address:/, "IP:"),
  );
}

import type { CertificateRow } from "./certificate-row";
import type { Inventory } from "./inventory";

/**
 * When each certificate begins and ends, in seconds since the epoch, for Prometheus's textfile collector (Prometheus,
 * "Exposition formats", text format).
 */
export function toPrometheus({ registry, certificates }: Inventory): string {
  const metric = (name: string, help: string, moment: (row: CertificateRow) => string) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...certificates.map((row) => `${name}${labels(registry, row)} ${Date.parse(moment(row)) / 1000}`),
  ];
  const lines = [
    ...metric("client_certificate_not_after_seconds", "When the client certificate ends.", ({ notAfter }) => notAfter),
    ...metric("client_certificate_not_before_seconds", "When it begins.", ({ notBefore }) => notBefore),
  ];
  return `${lines.join("\n")}\n`;
}

function labels(registry: string, { host, declaration, fingerprint256 }: CertificateRow): string {
  const values = { registry, host, declaration, sha256: fingerprint256.replaceAll(":", "").toLowerCase() };
  return `{${Object.entries(values)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",")}}`;
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"]/g, "\\$&");
}

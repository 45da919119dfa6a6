import type { CertificateRow } from "../inventory/certificate-row";
import { warningText } from "../inventory/warnings";
import { copyButton } from "./copy";
import { h } from "./dom";

/** Everything that is known of a certificate. */
export function facts(row: CertificateRow): HTMLElement {
  const { certificateAuthorities: authorities, warnings } = row;
  const entries: (readonly [string, ...string[]])[] = [
    ["Host", row.host],
    ["Subject", row.subject],
    ["Issuer", row.issuer],
    ["Serial number", row.serialNumber],
    ["SHA-256", row.fingerprint256],
    ["Key", row.key],
    ["Valid from", row.notBefore],
    ["Valid until", row.notAfter],
    ["Certificates in the chain", String(row.chainLength)],
    ["Server verified by", ...(authorities.length === 0 ? ["the usual roots"] : authorities)],
    ["Passphrase", row.passphrase],
    ...(warnings ? [["Warnings", ...(warnings.length === 0 ? ["none"] : warnings.map(warningText))] as const] : []),
    ["Declared by", row.declaration],
    ["Added", row.addedAt ?? "at its first deployment"],
  ];
  const value = (name: string, text: string) =>
    h(
      "dd",
      {},
      text,
      copyButton("Copy", `Copy ${name}`, () => text),
    );
  return h(
    "dl",
    { class: "facts" },
    ...entries.flatMap(([name, ...values]) => [h("dt", {}, name), ...values.map((text) => value(name, text))]),
  );
}

import { keyName } from "../inventory/key-name";
import { validityAt } from "../inventory/status";
import { printableValue } from "../printable";
import type { Answer, Considered } from "../wire/answer";
import type { Paint } from "./terminal";

/** The resolver's answer for people: who wins, and if it was asked to explain, every candidate and why. */
export function resolveReport(answer: Answer, paint: Paint, now = new Date()): string {
  const { host, certificate, considered, stale } = printableValue(answer);
  return [
    ...(certificate
      ? [
          `${paint("bold", host)} gets the certificate of ${paint("bold", certificate.declaration)} (${certificate.host})`,
          `  ${certificate.subject}, ${keyName(certificate)}, valid until ${certificate.notAfter} (${validityAt(certificate, now).words})`,
        ]
      : [`${paint("bold", host)} gets no certificate: the connection is an ordinary one`]),
    ...(stale ? ["  (the registry did not answer; this is what it said last)"] : []),
    ...explanation(considered),
  ].join("\n");
}

function explanation(considered: readonly Considered[] | undefined): string[] {
  if (considered === undefined) return [];
  if (considered.length === 0) return ["", "No declared pattern is near this host."];
  return [
    "",
    "Considered:",
    ...considered.map(({ rank, declaration, host, reason }) => {
      const place = rank === null ? " -" : `${rank}.`.padStart(2);
      return `  ${place} ${declaration} (${host}): ${reason}`;
    }),
  ];
}

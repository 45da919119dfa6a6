import type { CertificateFacts } from "../certificate-facts";
import type { Finding, Severity } from "../finding";
import { keyName } from "../inventory/key-name";
import { validityAt } from "../inventory/status";
import { printable } from "../printable";
import { columns } from "./table";
import type { Paint, Style } from "./terminal";

const COLOUR: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow" };

export interface CheckReport {
  readonly ok: boolean;
  readonly facts?: CertificateFacts;
  readonly findings: readonly Finding[];
}

/** The verdict for people: what the certificate says, what is wrong and how to mend it, and whether it will work. */
export function checkReport({ ok, facts, findings }: CheckReport, now: Date, paint: Paint): string {
  const verdict = ok ? "A server that trusts its issuer accepts this certificate" : "This certificate will not work";
  const counts = (["error", "warning"] as const).flatMap((severity) => countOf(findings, severity));
  return [
    ...(facts ? [...columns(describe(facts, now)), ""] : []),
    ...findings.flatMap((found) => [describeFinding(found, paint), ""]),
    paint(ok ? "green" : "red", `${[verdict, ...(counts.length ? [counts.join(", ")] : [])].join(": ")}.`),
  ].join("\n");
}

function describe(facts: CertificateFacts, now: Date): string[][] {
  const rows: [string, string | undefined][] = [
    ["subject", facts.subject],
    ["issuer", facts.issuer],
    ["serial number", facts.serialNumber],
    ["SHA-256", facts.fingerprint256],
    ["valid", `${facts.notBefore} to ${facts.notAfter} (${validityAt(facts, now).words})`],
    ["key", keyName(facts)],
    ["chain", facts.chainLength === 1 ? "1 certificate" : `${facts.chainLength} certificates`],
    ["authorities", facts.certificateAuthorities?.join("; ")],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
}

/** A finding for a terminal: what, where, why, and what to do. */
export function describeFinding({ severity, code, file, message, fix }: Finding, paint: Paint): string {
  return `${paint(COLOUR[severity], `${severity} ${code}`)} ${file || '""'}\n    ${message}\n    Fix: ${fix}`;
}

function countOf(findings: readonly Finding[], severity: Severity): string[] {
  const count = findings.filter((found) => found.severity === severity).length;
  return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
}

import { printable } from "./printable";

/** An error stops the synth; a warning is an annotation on the construct. */
export type Severity = "error" | "warning";

/**
 * Every finding and its severity. The codes are stable and documented in docs/findings.md;
 * a new rule adds its code here.
 */
export const FINDING_SEVERITY = {
  "file-not-found": "error",
  "file-unreadable": "error",
  "file-too-large": "error",
  "not-pem": "error",
  "der-not-pem": "error",
  "pkcs12-not-pem": "error",
  "pem-not-pkcs12": "error",
  "pkcs12-malformed": "error",
  "pkcs12-no-mac": "error",
  "pkcs12-no-key": "error",
  "pkcs12-no-certificate": "error",
  "wrong-pem-type": "error",
  "pem-line-ignored": "warning",
  "pem-line-ends": "warning",
  "not-utf8": "error",
  "several-keys": "error",
  "certificate-malformed": "error",
  "key-malformed": "error",
  "key-type-unsupported": "error",
  "passphrase-missing": "error",
  "passphrase-wrong": "error",
  "passphrase-ambiguous": "error",
  "passphrase-unneeded": "warning",
  "cipher-unsupported": "error",
  "key-mismatch": "error",
  "key-unchecked": "warning",
  "chain-order": "error",
  "chain-broken": "error",
  "chain-incomplete": "warning",
  "chain-too-long": "error",
  expired: "error",
  "not-yet-valid": "error",
  "expires-soon": "warning",
  "weak-key": "error",
  "weak-signature": "error",
  "no-client-auth": "error",
  "no-digital-signature": "error",
  "key-agreement-only": "warning",
  "name-not-permitted": "error",
  "extension-invalid": "error",
  "server-refuses": "error",
  "is-ca": "warning",
  "client-auth-ends": "warning",
  "other-servers-refuse": "warning",
  "ca-malformed": "error",
  "ca-expired": "error",
  "ca-not-yet-valid": "error",
  "ca-not-a-ca": "error",
  "ca-incomplete": "error",
  "ca-refused": "error",
  "ca-duplicate": "warning",
  "host-invalid": "error",
  "host-too-broad": "error",
  "host-duplicate": "error",
  "host-shadowed": "warning",
  "added-at-tie": "error",
  "registration-too-large": "error",
} as const satisfies Record<string, Severity>;

export type FindingCode = keyof typeof FINDING_SEVERITY;

/** Warnings may be, and what servers refuse that look at it, and others do not. */
export function mayBeAcknowledged(code: FindingCode): boolean {
  return FINDING_SEVERITY[code] === "warning" || code === "no-client-auth";
}

/** Of another day, or where the passphrases are not, there would be others: a list that is committed leaves these out. */
const PASSING: ReadonlySet<FindingCode> = new Set(["expires-soon", "key-unchecked", "passphrase-unneeded"]);

/** Whether a warning follows from the files and the code alone. */
export function isLasting(code: FindingCode): boolean {
  return !PASSING.has(code);
}

/** Something that is wrong, or may become wrong, with a declaration or its files. */
export interface Finding {
  /** Stable, documented in docs/findings.md. */
  readonly code: FindingCode;
  /** The one that belongs to the code. */
  readonly severity: Severity;
  /** The file as the user named it; for a finding about the host or the declaration, the host pattern. */
  readonly file: string;
  /** What was found and what was expected. Never secret. */
  readonly message: string;
  /** What to do, where possible as a command. */
  readonly fix: string;
}

/** A finding with the severity that belongs to its code; what files and names say in it is made printable. */
export function finding(code: FindingCode, file: string, message: string, fix: string): Finding {
  return {
    code,
    severity: FINDING_SEVERITY[code],
    file: printable(file),
    message: printable(message),
    fix: printable(fix),
  };
}

/** The one form in which people read a finding: file, code and cause, then the fix. */
export function formatFinding({ code, file, message, fix }: Finding): string {
  return `${file}: ${code}: ${message}\n    Fix: ${fix}`;
}

/** Where a finding is documented. */
export function documentationOf(code: FindingCode): string {
  return `${DOCUMENTATION}#${code}`;
}

const DOCUMENTATION =
  "https://github.com/cdktf-client-certificates/cdktf-client-certificates/blob/main/docs/findings.md";

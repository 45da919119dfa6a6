import type { Command } from "commander";
import type { Finding } from "../finding";
import { inspectInWords } from "../inspect";
import { checkReport } from "./check-report";
import { command, date, print, printJson } from "./command";
import { OPTIONS } from "./option-words";
import { type PassphraseOptions, passphraseOptions, takePassphrase } from "./passphrase-options";
import { paintFor } from "./terminal";

interface CheckOptions extends PassphraseOptions {
  certificate?: string;
  privateKey?: string;
  certificateAuthority?: string;
  pkcs12?: string;
  host?: string;
  at?: string;
  json?: boolean;
}

export function checkCommand(): Command {
  return passphraseOptions(
    command("check")
      .description("Say whether a server would accept a certificate and its key, and what to do if not.")
      .option("--certificate <file>", "PEM file: the certificate, then its intermediates")
      .option("--private-key <file>", "PEM file: the private key")
      .option("--pkcs12 <file>", "PKCS#12 bundle, instead of the two PEM files")
      .option("--certificate-authority <file>", "PEM file: certificate authorities that the server is verified by"),
  )
    .option("--host <pattern>", "also judge this host pattern, e.g. *.acme.com")
    .option("--at <date>", "judge as of this date (ISO 8601), rather than now")
    .option("--json", 'print {"ok", "facts", "findings"}')
    .addHelpText(
      "after",
      `
Exit status: 0 a server accepts it (warnings allowed), 1 it will not work, 2 wrong usage.

Examples:
  client-certificates check --certificate certs/acme.crt --private-key certs/acme.key --host "*.acme.com"
  client-certificates check --pkcs12 certs/acme.p12 --passphrase-env ACME_PASSPHRASE --json`,
    )
    .action(check);
}

function check(options: CheckOptions, self: Command): void {
  const { certificate, privateKey, pkcs12, certificateAuthority } = options;
  if (pkcs12 === undefined ? !certificate || !privateKey : certificate || privateKey) {
    self.error("error: give --certificate and --private-key, or --pkcs12");
  }
  const now = date(options.at, self);

  const given = takePassphrase(options, self, privateKey);
  const isRead = !("code" in given);
  const inspected = inspectInWords(
    pkcs12 === undefined
      ? { certificatePath: certificate!, privateKeyPath: privateKey!, certificateAuthorityPath: certificateAuthority }
      : { pkcs12Path: pkcs12, certificateAuthorityPath: certificateAuthority },
    { ...(isRead ? given : {}), host: options.host, now },
    OPTIONS,
  );
  const { facts } = inspected;
  // Where the passphrase cannot be read, that is said, and not what follows from it.
  const findings = isRead ? inspected.findings : [given, ...inspected.findings.filter(isNotMissing)];
  const ok = inspected.ok && isRead;
  process.exitCode = ok ? 0 : 1;
  if (options.json) printJson({ ok, facts: facts ?? null, findings });
  else print(checkReport({ ok, facts, findings }, now, paintFor(process.stdout)));
}

function isNotMissing({ code }: Finding): boolean {
  return code !== "passphrase-missing";
}

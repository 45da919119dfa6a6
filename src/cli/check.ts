import type { Command } from "commander";
import type { Finding } from "../finding";
import { inspectClientCertificate } from "../inspect";
import { readPassphraseFile } from "../material/passphrase-file";
import { checkReport } from "./check-report";
import { command, date, print, printJson } from "./command";
import { inOptions } from "./option-words";
import { paintFor } from "./terminal";

interface CheckOptions {
  certificate?: string;
  privateKey?: string;
  certificateAuthority?: string;
  pkcs12?: string;
  passphraseEnv?: string;
  passphraseFile?: string;
  host?: string;
  at?: string;
  json?: boolean;
}

export function checkCommand(): Command {
  return command("check")
    .description("Say whether a server would accept a certificate and its key, and what to do if not.")
    .option("--certificate <file>", "PEM file: the certificate, then its intermediates")
    .option("--private-key <file>", "PEM file: the private key")
    .option("--pkcs12 <file>", "PKCS#12 bundle, instead of the two PEM files")
    .option("--certificate-authority <file>", "PEM file: certificate authorities that the server is verified by")
    .option("--passphrase-env <name>", "environment variable that holds the passphrase of the key")
    .option("--passphrase-file <file>", "file whose first line is the passphrase of the key")
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

  const given = passphrase(options, self);
  const isRead = typeof given !== "object";
  const inspected = inspectClientCertificate(
    pkcs12 === undefined
      ? { certificatePath: certificate!, privateKeyPath: privateKey!, certificateAuthorityPath: certificateAuthority }
      : { pkcs12Path: pkcs12, certificateAuthorityPath: certificateAuthority },
    { passphrase: isRead ? given : undefined, host: options.host, now },
  );
  const { facts } = inspected;
  // Where the passphrase cannot be read, that is said, and not what follows from it.
  const found = isRead ? inspected.findings : [given, ...inspected.findings.filter(isNotMissing)];
  const findings = found.map(inOptions);
  const ok = inspected.ok && isRead;
  process.exitCode = ok ? 0 : 1;
  if (options.json) printJson({ ok, facts: facts ?? null, findings });
  else print(checkReport({ ok, facts, findings }, now, paintFor(process.stdout)));
}

function isNotMissing({ code }: Finding): boolean {
  return code !== "passphrase-missing";
}

function passphrase(options: CheckOptions, self: Command): string | Finding | undefined {
  const { passphraseEnv, passphraseFile, privateKey } = options;
  if (passphraseEnv !== undefined && passphraseFile !== undefined) {
    self.error("error: give --passphrase-env or --passphrase-file, not both");
  }
  if (passphraseEnv !== undefined) {
    const value = process.env[passphraseEnv];
    if (value === undefined) self.error(`error: the environment variable ${passphraseEnv} is not set`);
    return value;
  }
  if (passphraseFile === undefined) return undefined;
  const read = readPassphraseFile(passphraseFile, privateKey);
  return "code" in read ? read : read.passphrase;
}

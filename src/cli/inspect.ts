import type { Command } from "commander";
import { validityAt } from "../inventory/status";
import { DAY_MS } from "../moment";
import type { InspectedCertificate } from "../verdict/inspect-certificates";
import { command, date, print, printJson } from "./command";
import { inspectReport } from "./inspect-report";
import { type Inspected, inspectSource } from "./inspect-sources";
import { OPTIONS } from "./option-words";
import { type PassphraseOptions, passphraseOptions, takePassphrase } from "./passphrase-options";
import { paintFor, widthOf } from "./terminal";

interface InspectOptions extends PassphraseOptions {
  readonly at?: string;
  readonly table?: boolean;
  readonly json?: boolean;
}

export function inspectCommand(): Command {
  return passphraseOptions(
    command("inspect")
      .description("Say what certificates are in files, folders or at servers, and how long they last.")
      .argument(
        "<file...>",
        "PEM, DER or PKCS#12, a folder, https://host for what a server shows, or - for the standard input",
      ),
  )
    .option("--at <date>", "count the days from this date (ISO 8601), rather than from now")
    .option("--table", "one line for each certificate")
    .option("--json", 'print {"ok", "certificates", "findings"}')
    .addHelpText(
      "after",
      `
No key is needed, and none is shown. Exit status: 0 all can be read and are valid, 1 a file holds no certificate that
can be read, or one has ended or not begun, 2 wrong usage, or a server that does not answer.

Examples:
  client-certificates inspect certs/acme.crt
  client-certificates inspect --table certs/
  client-certificates inspect certs/acme.p12 --passphrase-env ACME_PASSPHRASE
  client-certificates inspect https://www.acme.com --json
  kubectl get secret acme -o jsonpath='{.data.tls\\.crt}' | base64 -d | client-certificates inspect -`,
    )
    .action(run);
}

async function run(sources: readonly string[], options: InspectOptions, self: Command): Promise<void> {
  const now = date(options.at, self);
  const taken = takePassphrase(options, self);
  const given = { ...("code" in taken ? {} : taken), words: OPTIONS };
  const inspected: Inspected[] = [];
  for (const source of sources) inspected.push(await inspectSource(source, given));
  const certificates = inspected.flatMap((one) => one.certificates.map((it) => ({ ...it, ...time(it, now) })));
  const findings = [...("code" in taken ? [taken] : []), ...inspected.flatMap(({ findings }) => findings)];
  const passedOver = inspected.reduce((sum, one) => sum + one.passedOver, 0);

  const ok =
    findings.every(({ severity }) => severity === "warning") && certificates.length > 0 && certificates.every(isValid);
  process.exitCode = ok ? 0 : 1;
  const [paint, width] = [paintFor(process.stdout), widthOf(process.stdout)];
  if (options.json) printJson({ ok, certificates, findings });
  else print(inspectReport({ certificates, findings, passedOver }, { now, paint, width, table: options.table }));
}

function time(certificate: InspectedCertificate, now: Date) {
  const days = (Date.parse(certificate.notAfter) - now.getTime()) / DAY_MS;
  return { status: validityAt(certificate, now).status, daysLeft: Number.isNaN(days) ? null : Math.floor(days) };
}

function isValid({ status }: ReturnType<typeof time>): boolean {
  return status === "valid" || status === "soon";
}

import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Finding } from "../finding";
import { type Declaration, type DeclaredFiles, Names, passphraseFor } from "../import/declaration";
import type { ForeignCertificate } from "../import/foreign-certificate";
import { type PlaceOptions, pathFrom, placeMaterial } from "../import/place-material";
import { readConfiguration } from "../import/read-configuration";
import { typescriptOf } from "../import/typescript";
import { type InspectedClientCertificate, inspectClientCertificate } from "../inspect";
import { readPassphraseFile } from "../material/passphrase-file";
import { command, printError, printJson, write } from "./command";
import { type Imported, importReport } from "./import-report";
import { paintFor } from "./terminal";

interface ImportOptions {
  readonly keys?: string;
  readonly output?: string;
  readonly cdktn?: boolean;
  readonly json?: boolean;
}

export function importCommand(): Command {
  return command("import")
    .description("Declarations in TypeScript of the client certificates that another tool's file names.")
    .argument("<file>", "JSON: Checkly's resource in Terraform, newman, Cypress, Playwright or Bruno")
    .option("--keys <folder>", "write keys and certificates that stand in the file itself to this folder, mode 0600")
    .option("--output <file>", "write the declarations to a file, rather than to the standard output")
    .option("--cdktn", "declarations for CDK Terrain")
    .option("--json", "print what was found as JSON, rather than the declarations")
    .addHelpText(
      "after",
      `
The findings of each certificate, and what that tool matches otherwise, are on the standard error. No key and no
passphrase is printed. Exit status: 0 all is declared and sound, 1 something is not, 2 wrong usage.

Examples:
  client-certificates import ssl-client-cert-list.json > certificates.ts
  terraform show -json > state.json && client-certificates import state.json --keys certs --output certificates.ts`,
    )
    .action(run);
}

function run(file: string, { keys, output, cdktn, json }: ImportOptions): void {
  const { tool, rule, certificates } = readConfiguration(file);
  const names = new Names();
  const imported = certificates.map((it) => importOne(it, names, { configuration: file, folder: keys }));
  const ok = imported.every((it) => it.problems.length === 0 && it.ok);
  process.exitCode = ok ? 0 : 1;
  const declarations = imported.flatMap((it) => it.declarations);
  printError(importReport(tool, rule, imported, file, paintFor(process.stderr)));
  if (json) printJson({ ok, tool, rule, certificates: imported });
  else write(typescriptOf(declarations, rule, { framework: cdktn ? "cdktn" : "cdktf" }), output);
}

function importOne(found: ForeignCertificate, names: Names, options: PlaceOptions): Imported {
  const stray = strayPassphrase(found, options);
  // What the passphrase is, is then not known.
  const certificate = stray === undefined ? found : { ...found, passphrase: {} };
  const { place, hosts, differences } = certificate;
  const declared = hosts.flatMap((rule) => (rule.host === undefined ? [] : [{ ...rule, host: rule.host }]));
  const undeclared = hosts.filter(({ host }) => host === undefined).flatMap((rule) => rule.differences);
  const ids = declared.map(({ host }) => names.idOf(host));
  const [id] = ids;
  const nothing = id === undefined;
  const placed = nothing ? { files: {}, problems: [] } : placeMaterial(certificate, id, options);
  const passphrase = nothing
    ? undefined
    : passphraseFor(certificate, id, (path) => pathFrom(options.configuration, path));
  const inspected = nothing || placed.problems.length > 0 ? undefined : inspect(placed.files, certificate, options);
  const declarations: Declaration[] = declared.map((rule, i) => ({
    id: ids[i]!,
    host: rule.host,
    files: placed.files,
    passphrase,
    comments: [...rule.differences, ...(i === 0 ? differences : [])],
  }));
  const problems = [...undeclared, ...(nothing ? differences : []), ...placed.problems, ...(stray ? [stray] : [])];
  return {
    place,
    ok: inspected?.ok === true && problems.length === 0,
    declarations: placed.problems.length > 0 ? [] : declarations,
    problems,
    facts: inspected?.facts,
    findings: inspected?.findings ?? [],
  };
}

/** The passphrase itself may stand where a path belongs: it goes into no code and no message. */
function strayPassphrase({ passphrase }: ForeignCertificate, { configuration }: PlaceOptions): string | undefined {
  if (!passphrase || !("path" in passphrase) || existsSync(pathFrom(configuration, passphrase.path))) return undefined;
  return `the "passphrase" is the path of a file, and no file has that name; it is not repeated here, as it may be the passphrase itself: write that into a file, and its path here`;
}

/** A passphrase that only the other tool can work out is not missing. */
function inspect(
  files: DeclaredFiles,
  { passphrase }: ForeignCertificate,
  { configuration }: PlaceOptions,
): InspectedClientCertificate {
  const read =
    passphrase && "path" in passphrase ? readPassphraseFile(pathFrom(configuration, passphrase.path)) : passphrase;
  const value =
    read === undefined ? undefined : "code" in read ? undefined : "passphrase" in read ? read.passphrase : read.value;
  const inspected = inspectClientCertificate(materialOf(files), { passphrase: value });
  const elsewhere = passphrase !== undefined && value === undefined;
  const found = inspected.findings.filter(({ code }) => !(elsewhere && code === "passphrase-missing"));
  const findings: Finding[] = read !== undefined && "code" in read ? [read, ...found] : found;
  return { facts: inspected.facts, findings, ok: findings.every(({ severity }) => severity !== "error") };
}

function materialOf({
  certificatePath = "",
  privateKeyPath = "",
  pkcs12Path,
  certificateAuthorityPath,
}: DeclaredFiles) {
  return pkcs12Path === undefined
    ? { certificatePath, privateKeyPath, certificateAuthorityPath }
    : { pkcs12Path, certificateAuthorityPath };
}

import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { ClientCertificateError, messageOf } from "../errors";
import { readMoment } from "../moment";
import { printableJson } from "../printable";
import { shown } from "./terminal";

/** A command that reports wrong usage instead of exiting, and says how to learn more. */
export function command(name: string): Command {
  return new Command(name)
    .exitOverride()
    .showHelpAfterError("(add --help for the options)")
    .configureOutput({ writeErr: (text) => process.stderr.write(shown(text)) });
}

export function printJson(value: unknown): void {
  process.stdout.write(`${printableJson(value)}\n`);
}

/** On one line, for what is read line by line. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${printableJson(value, 0)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${shown(text)}\n`);
}

/** The same to the standard error. */
export function printError(text: string): void {
  process.stderr.write(`${shown(text)}\n`);
}

/** Writes what a command made to a file, or to the standard output. */
export function write(text: string, file?: string): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new ClientCertificateError("invalid-argument", `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** The moment that `--at` names, or now. */
export function date(at: string | undefined, self: Command): Date {
  if (at === undefined) return new Date();
  return (
    readMoment(at) ?? self.error(`error: --at "${at}" is no ISO 8601 date, e.g. 2026-11-24 or 2026-11-24T09:30:00Z`)
  );
}

import { Command } from "commander";

/** A command that reports wrong usage instead of exiting, and says how to learn more. */
export function command(name: string): Command {
  return new Command(name).exitOverride().showHelpAfterError("(add --help for the options)");
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

import type { Command } from "commander";
import type { Finding } from "../finding";
import { readPassphraseFile } from "../material/passphrase-file";

/** Where a command takes the passphrase of a key or a bundle from: never from an argument, which others can see. */
export interface PassphraseOptions {
  readonly passphraseEnv?: string;
  readonly passphraseFile?: string;
}

/** A passphrase, and where it was taken from; nothing where no option asks for one. */
export interface TakenPassphrase {
  readonly passphrase?: string;
  readonly passphraseSource?: string;
}

export function passphraseOptions(self: Command): Command {
  return self
    .option("--passphrase-env <name>", "environment variable that holds the passphrase")
    .option("--passphrase-file <file>", "file whose first line is the passphrase");
}

/**
 * The passphrase, or why its file cannot be read.
 *
 * @param keyPath the key, for a word about one that was encrypted with the very bytes of the file
 */
export function takePassphrase(
  { passphraseEnv, passphraseFile }: PassphraseOptions,
  self: Command,
  keyPath?: string,
): TakenPassphrase | Finding {
  if (passphraseEnv !== undefined && passphraseFile !== undefined) {
    self.error("error: give --passphrase-env or --passphrase-file, not both");
  }
  if (passphraseEnv !== undefined) {
    const passphrase = process.env[passphraseEnv];
    if (passphrase === undefined) self.error(`error: ${notSet(passphraseEnv)}`);
    return { passphrase, passphraseSource: `the environment variable ${passphraseEnv}` };
  }
  if (passphraseFile === undefined) return {};
  const read = readPassphraseFile(passphraseFile, keyPath);
  return "code" in read ? read : { ...read, passphraseSource: `the file ${passphraseFile}` };
}

/** What is no name is not repeated: it may be the passphrase itself, which the shell put there. */
function notSet(name: string): string {
  if (/^\w+$/.test(name)) return `the environment variable ${name} is not set`;
  return "--passphrase-env takes the name of an environment variable, without $; what is given is none";
}

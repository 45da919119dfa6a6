import { CommanderError } from "commander";
import { ClientCertificateError, messageOf } from "../errors";
import { printable } from "../printable";
import { printError } from "./command";
import { program } from "./program";

/**
 * Runs the command line and sets the exit status: 0 fine, 1 an error finding or no certificate, 2 wrong usage or what
 * was asked cannot be done.
 *
 * @param args without the program's own name
 */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      const code = ClientCertificateError.is(error) ? `${error.code}: ` : "";
      printError(`client-certificates: ${code}${printable(messageOf(error))}`);
      process.exitCode = 2;
    }
  }
}

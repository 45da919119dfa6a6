#!/usr/bin/env node
import { CommanderError } from "commander";
import { ClientCertificateError, messageOf } from "../errors";
import { program } from "./program";

/** Exit status: 0 fine, 1 an error finding or no certificate, 2 wrong usage or what was asked cannot be done. */
async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      const code = ClientCertificateError.is(error) ? `${error.code}: ` : "";
      process.stderr.write(`client-certificates: ${code}${messageOf(error)}\n`);
      process.exitCode = 2;
    }
  }
}

void main();

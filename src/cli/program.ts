import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { checkCommand } from "./check";
import { command } from "./command";
import { completionCommand } from "./completion";
import { diffCommand } from "./diff";
import { execCommand } from "./exec";
import { importCommand } from "./import";
import { inspectCommand } from "./inspect";
import { inventoryCommand } from "./inventory";
import { probeCommand } from "./probe";
import { proxyCommand } from "./proxy";
import { recoverCommand } from "./recover";
import { resolveCommand } from "./resolve";
import { verifyCommand } from "./verify";

export function program(): Command {
  return (
    command("client-certificates")
      .description(
        "Client certificates (mTLS) for API checks: check files, ask which host gets which, list and compare.",
      )
      .addHelpText("after", "\nExit status: 0 fine (warnings allowed), 1 an error, or no certificate matches, 2 usage.")
      .version(version(), "-V, --version", "print the version of the package")
      // Options after the command that exec runs are that command's.
      .enablePositionalOptions()
      .addCommand(checkCommand())
      .addCommand(inspectCommand())
      .addCommand(recoverCommand())
      .addCommand(resolveCommand())
      .addCommand(inventoryCommand())
      .addCommand(diffCommand())
      .addCommand(importCommand())
      .addCommand(execCommand())
      .addCommand(proxyCommand())
      .addCommand(probeCommand())
      .addCommand(verifyCommand())
      .addCommand(completionCommand())
  );
}

function version(): string {
  return String(JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")).version);
}

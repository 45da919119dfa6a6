import type { Command } from "commander";
import { messageOf } from "../errors";
import { certificatesOf } from "./certificates-of";
import { command, printError } from "./command";
import { withoutPassphrases } from "./command-environment";
import { runCommand } from "./proxied-command";
import { type RegistryOptions, registryOptions } from "./registry-options";

/** As a shell: the command was not found. */
const NOT_FOUND = 127;

export function execCommand(): Command {
  return registryOptions(command("exec"))
    .description(
      "Run a command, of any language, that presents the certificates of a registry: through a proxy on loopback.",
    )
    .argument("<command...>", "the command and its arguments, after --")
    .option("--without-credential", "for tools that cannot send the proxy's credential; see docs/tools.md")
    .passThroughOptions()
    .addHelpText(
      "after",
      `
The exit status is the command's. It finds the proxy and whom to trust in its environment; no key and no passphrase is
in it, nor in any file that is made for it.

Examples:
  client-certificates exec -- curl https://www.acme.com/health
  client-certificates exec --registry client-certificates -- npx newman run collection.json`,
    )
    .action(run);
}

async function run(
  [name, ...args]: [string, ...string[]],
  options: RegistryOptions & { withoutCredential?: boolean },
): Promise<void> {
  const certificates = await certificatesOf(options);
  const proxy = await certificates.proxy({ withoutCredential: options.withoutCredential });
  // Whatever ends this process, the files go.
  const tidy = () => proxy.removeFiles();
  process.once("exit", tidy);
  try {
    process.exitCode = await runCommand(name, args, { ...withoutPassphrases(options), ...proxy.env });
  } catch (error) {
    printError(`client-certificates: ${name} cannot be run: ${messageOf(error)}`);
    process.exitCode = NOT_FOUND;
  } finally {
    await proxy.close();
    await certificates.close();
    process.removeListener("exit", tidy);
  }
}

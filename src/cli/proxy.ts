import { once } from "node:events";
import type { Command } from "commander";
import { toExports } from "../proxy/environment";
import { certificatesOf } from "./certificates-of";
import { command, print, printError } from "./command";
import { type RegistryOptions, registryOptions } from "./registry-options";

interface ProxyOptions extends RegistryOptions {
  readonly port?: number;
  readonly withoutCredential?: boolean;
}

export function proxyCommand(): Command {
  return registryOptions(command("proxy"))
    .description(
      "Start a proxy on loopback that presents the certificates of a registry; prints the exports for a shell.",
    )
    .option("--port <number>", "the port (default: any that is free)", port)
    .option("--without-credential", "for tools that cannot send the proxy's credential; see docs/tools.md")
    .addHelpText(
      "after",
      `
It runs until SIGINT, SIGTERM or SIGHUP, and then removes the files that it made.

Example, for a shell:
  client-certificates proxy > proxy.env & until [ -s proxy.env ]; do sleep 0.1; done
  . ./proxy.env; curl https://www.acme.com/health`,
    )
    .action(run);

  function port(text: string, _previous: number | undefined): number {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
    throw new Error(`--port ${text} is no port`);
  }
}

async function run({ port, withoutCredential, ...registry }: ProxyOptions): Promise<void> {
  const certificates = await certificatesOf(registry);
  const proxy = await certificates.proxy({ port, withoutCredential });
  process.once("exit", () => proxy.removeFiles());
  print(toExports(proxy.env).trimEnd());
  printError(
    `client-certificates: the proxy runs until it is stopped; its authority is good until ${proxy.validUntil.toISOString()}`,
  );
  await Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  await proxy.close();
  await certificates.close();
}

import type { Command } from "commander";
import { ClientCertificateError } from "../errors";
import { isFullHost } from "../host/host-pattern";
import { probe, probeRefusal } from "../probe/probe";
import { readManifests } from "../registry/manifest";
import { allAtOnce } from "./at-once";
import { certificatesOf } from "./certificates-of";
import { command, print, printJson, write } from "./command";
import { deployedRegistrations } from "./deployed-registrations";
import { junit, probeReport } from "./probe-report";
import { deployedRegistry, type RegistryOptions, registryOptions } from "./registry-options";
import { paintFor } from "./terminal";

interface ProbeOptions extends RegistryOptions {
  readonly expectRefused?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
}

export function probeCommand(): Command {
  return registryOptions(command("probe"))
    .description("Ask the real servers: is the certificate that is due accepted, and is one demanded?")
    .argument("[url...]", "https:// URLs (default: every full host that is declared)")
    .option("--expect-refused", "all is well where who has no certificate, an expired or a foreign one is refused")
    .option("--json", "print what was found as JSON")
    .option("--junit <file>", "write what was found as a JUnit report as well")
    .addHelpText(
      "after",
      `
Exit status: 0 every server is as it should be, 1 one is not, 2 wrong usage. Each server gets two or three connections
and a GET on each.

Examples:
  client-certificates probe                     # before the deploy, by the local files
  client-certificates probe --registry client-certificates https://www.acme.com/health`,
    )
    .action(run);
}

async function run(urls: readonly string[], options: ProbeOptions): Promise<void> {
  const targets = urls.length > 0 ? urls.map(urlOf) : await declared(options);
  const certificates = await certificatesOf(options);
  try {
    const ask = options.expectRefused ? probeRefusal : probe;
    const found = await allAtOnce(targets, (url) => ask(certificates, url), "servers asked");
    if (options.junit !== undefined) write(junit(found), options.junit);
    if (options.json) printJson(found);
    else print(probeReport(found, paintFor(process.stdout)));
    process.exitCode = found.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    await certificates.close();
  }
}

function urlOf(text: string): URL {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (url?.protocol === "https:") return url;
  throw new ClientCertificateError(
    "invalid-argument",
    `"${text}" is no https:// URL, e.g. https://www.acme.com/health`,
  );
}

/** The full hosts of a registry; a wildcard names no server that could be asked. */
async function declared(options: RegistryOptions): Promise<URL[]> {
  const deployed = await deployedRegistry(options);
  const { registrations } = deployed
    ? await deployedRegistrations(deployed)
    : readManifests(options.from ?? "cdktf.out", options.registry);
  const hosts = [...new Set(registrations.map(({ host }) => host))].filter(isFullHost).sort();
  if (hosts.length > 0) return hosts.map((host) => urlOf(host.includes(":") ? `[${host}]` : host));
  throw new ClientCertificateError("invalid-argument", "no full host is declared there: name the URLs to ask");
}

import type { Command } from "commander";
import { hostOf } from "../host/host-name";
import { publicHalf, readManifests } from "../registry/manifest";
import { resolve } from "../registry/resolve";
import { ClientCertificates } from "../runtime";
import type { Answer } from "../wire/answer";
import { registryOptions } from "./certificates-of";
import { command, print, printJson } from "./command";
import { resolveReport } from "./resolve-report";
import { paintFor } from "./terminal";

interface ResolveOptions {
  from?: string;
  registry?: string;
  explain?: boolean;
  json?: boolean;
}

export function resolveCommand(): Command {
  return registryOptions(
    command("resolve")
      .description("Say which certificate a host gets, and why.")
      .argument("<url|host>", "e.g. https://www.acme.com/health or www.acme.com"),
  )
    .option("--explain", "every candidate, its rank and the reason")
    .option("--json", "print the resolver's answer")
    .addHelpText(
      "after",
      `
Exit status: 0 a certificate matches, 1 none does, 2 wrong usage. A deployed registry is asked by lambda:InvokeFunction.

Examples:
  client-certificates resolve https://www.acme.com/health --explain
  client-certificates resolve www.acme.com --registry client-certificates --json`,
    )
    .action(run);
}

async function run(target: string, options: ResolveOptions): Promise<void> {
  const answer = await ask(hostOf(target), options);
  process.exitCode = answer.certificate ? 0 : 1;
  if (options.json) printJson(answer);
  else print(resolveReport(answer, paintFor(process.stdout)));
}

async function ask(host: string, { from, registry, explain }: ResolveOptions): Promise<Answer> {
  if (registry !== undefined && from === undefined) {
    const certificates = new ClientCertificates({ registry });
    try {
      return await certificates.resolve(host, { explain });
    } finally {
      await certificates.close();
    }
  }
  const { certificate, ...answer } = await resolve(readManifests(from ?? "cdktf.out", registry), host, { explain });
  return { ...answer, certificate: certificate && publicHalf(certificate) };
}

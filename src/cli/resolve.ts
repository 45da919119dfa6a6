import type { Command } from "commander";
import { ClientCertificateError, messageOf } from "../errors";
import { hostOf } from "../host/host-name";
import { publicHalf, readManifests } from "../registry/manifest";
import { resolve } from "../registry/resolve";
import { ClientCertificates } from "../runtime";
import type { Answer } from "../wire/answer";
import { allAtOnce } from "./at-once";
import { command, print, printJson, printJsonLine } from "./command";
import { deployedRegistry, type RegistryOptions, registryOptions } from "./registry-options";
import { resolveReport } from "./resolve-report";
import { readStandardInput, STANDARD_INPUT } from "./standard-input";
import { paintFor } from "./terminal";

interface ResolveOptions extends RegistryOptions {
  readonly explain?: boolean;
  readonly json?: boolean;
}

export function resolveCommand(): Command {
  return registryOptions(
    command("resolve")
      .description("Say which certificate a host gets, and why.")
      .argument("<url|host...>", "e.g. https://www.acme.com/health or www.acme.com; - reads them, one a line"),
  )
    .option("--explain", "every candidate, its rank and the reason")
    .option("--json", "print the resolver's answer; of several hosts, one answer a line")
    .addHelpText(
      "after",
      `
Exit status: 0 a certificate matches every host, 1 none matches one, 2 wrong usage. A deployed registry is asked by
lambda:InvokeFunction. Of the lines of the standard input, empty ones and those that begin with # are passed over.

Examples:
  client-certificates resolve https://www.acme.com/health --explain
  client-certificates resolve www.acme.com --registry client-certificates --json
  client-certificates resolve - --json < hosts.txt`,
    )
    .action(run);
}

async function run(targets: readonly string[], options: ResolveOptions): Promise<void> {
  const isOne = targets.length === 1 && targets[0] !== STANDARD_INPUT;
  const answers = await ask(await hostsOf(targets), options);
  process.exitCode = answers.every(({ certificate }) => certificate) ? 0 : 1;
  const paint = paintFor(process.stdout);
  if (isOne && options.json) printJson(answers[0]);
  else if (options.json) answers.forEach(printJsonLine);
  else for (const answer of answers) print(resolveReport(answer, paint));
}

/** @throws ClientCertificateError `invalid-host`, with the number of a line */
async function hostsOf(targets: readonly string[]): Promise<string[]> {
  const hosts: string[] = [];
  for (const target of targets) {
    if (target !== STANDARD_INPUT) hosts.push(hostOf(target));
    else hosts.push(...hostsIn((await readStandardInput()).toString("utf8")));
  }
  return hosts;
}

function hostsIn(lines: string): string[] {
  return lines.split("\n").flatMap((line, i) => {
    const text = line.replace(/^\ufeff/, "").trim();
    if (text === "" || text.startsWith("#")) return [];
    try {
      return [hostOf(text)];
    } catch (cause) {
      throw new ClientCertificateError("invalid-host", `line ${i + 1}: ${messageOf(cause)}`, { cause });
    }
  });
}

async function ask(hosts: readonly string[], options: ResolveOptions): Promise<Answer[]> {
  const { explain } = options;
  const deployed = await deployedRegistry(options);
  if (deployed) {
    const certificates = new ClientCertificates(deployed);
    try {
      return await allAtOnce(hosts, (host) => certificates.resolve(host, { explain }), "hosts resolved");
    } finally {
      await certificates.close();
    }
  }
  const store = readManifests(options.from ?? "cdktf.out", options.registry);
  const answer = async (host: string): Promise<Answer> => {
    const { certificate, ...rest } = await resolve(store, host, { explain });
    return { ...rest, certificate: certificate && publicHalf(certificate) };
  };
  return allAtOnce(hosts, answer, "hosts resolved");
}

import type { Command } from "commander";
import { printableValue } from "../printable";
import { DeployedSource } from "../runtime/deployed-source";
import type { Registration } from "../wire/registration";
import { allAtOnce } from "./at-once";
import { awsRegion } from "./aws-environment";
import { command, date, print, printJson } from "./command";
import { deployedRegistrations } from "./deployed-registrations";
import { type DeployedRegistry, regionOption } from "./registry-options";
import { columns } from "./table";
import { type Paint, paintFor, widthOf } from "./terminal";
import { type Verified, verifyRegistration } from "./verify-registry";

interface Options {
  readonly registry: string;
  readonly region?: string;
  readonly at?: string;
  readonly json?: boolean;
}

export function verifyCommand(): Command {
  return command("verify")
    .description("Prove every certificate of a deployed registry: secret, passphrase, key, handshake, hosts, dates.")
    .requiredOption("--registry <name>", "the deployed registry")
    .addOption(regionOption())
    .option("--at <date>", "the moment at which the certificates have to be valid, ISO 8601 (default: now)")
    .option("--json", "print what was found as JSON")
    .addHelpText(
      "after",
      `
Run it with the credentials of the checks, as the last step of a deploy. It needs what registry.grantUse allows, and
dynamodb:Scan on the table. Exit status: 0 all can be used (warnings allowed), 1 one cannot, 2 wrong usage.`,
    )
    .action(run);
}

async function run({ registry, region, at, json }: Options, self: Command): Promise<void> {
  const now = date(at, self);
  const deployed = { registry, region: await awsRegion(region) };
  const { registrations, unreadable } = await deployedRegistrations(deployed);
  const verified = [
    ...(await verifyAll(deployed, registrations, now)),
    ...unreadable.map(({ pk, sk, problem }): Verified => {
      const message = `the item ${pk}, ${sk} cannot be read: ${problem}`;
      const problems = [{ code: "registration-unreadable", severity: "error" as const, message }];
      return { host: pk, declaration: sk, notAfter: "", ok: false, problems };
    }),
  ];
  process.exitCode = verified.every(({ ok }) => ok) ? 0 : 1;
  if (json) printJson({ ok: process.exitCode === 0, registrations: verified });
  else print(report(registry, verified, paintFor(process.stdout), widthOf(process.stdout)));
}

async function verifyAll(
  { registry, region }: DeployedRegistry,
  registrations: readonly Registration[],
  now: Date,
): Promise<Verified[]> {
  const source = new DeployedSource(registry, region);
  try {
    const verify = (one: Registration) => verifyRegistration(one, source, registrations, { now });
    return await allAtOnce(registrations, verify, "certificates proved");
  } finally {
    source.close();
  }
}

function report(registry: string, all: readonly Verified[], paint: Paint, width: number): string {
  const verified = printableValue(all);
  if (verified.length === 0) return `The registry ${registry} has no certificates.`;
  const rows = verified.map(({ ok, host, declaration, notAfter }) => [
    ok ? "ok" : "FAILED",
    host,
    notAfter.slice(0, 10),
    declaration,
  ]);
  const [header, ...lines] = columns([["", "HOST", "VALID UNTIL", "DECLARED BY"], ...rows], width);
  const blocks = lines.flatMap((line, i) => {
    const { ok, problems } = verified[i]!;
    return [
      ok ? line : paint("red", line),
      ...problems.flatMap(({ code, severity, message, fix }) => [
        `    ${severity}: ${code}: ${message}`,
        ...(fix ? [`      Fix: ${fix}`] : []),
      ]),
    ];
  });
  const good = verified.filter(({ ok }) => ok).length;
  return [paint("bold", header!), ...blocks, "", `${good} of ${verified.length} can be used`].join("\n");
}

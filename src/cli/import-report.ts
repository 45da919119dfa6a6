import type { CertificateFacts } from "../certificate-facts";
import type { Finding } from "../finding";
import type { Declaration } from "../import/declaration";
import { variableNames } from "../passphrase-input";
import { printable } from "../printable";
import { describeFinding } from "./check-report";
import type { Paint } from "./terminal";

/** What became of one certificate of the other tool. */
export interface Imported {
  readonly place: string;
  readonly ok: boolean;
  readonly declarations: readonly Declaration[];
  /** What is not declared, and why. */
  readonly problems: readonly string[];
  readonly facts?: CertificateFacts;
  readonly findings: readonly Finding[];
}

/** For people: each certificate, its findings and differences, and which variables are to be set. */
export function importReport(
  tool: string,
  rule: readonly string[],
  imported: readonly Imported[],
  file: string,
  paint: Paint,
): string {
  return [...rule.map(printable), ...imported.flatMap((it) => ["", ...describe(it, tool, file, paint)])].join("\n");
}

function describe(
  { place, ok, declarations, problems, facts, findings }: Imported,
  tool: string,
  file: string,
  paint: Paint,
): string[] {
  const hosts = declarations.map(({ host }) => host).join(", ");
  const what = facts ? `${facts.subject}, valid until ${facts.notAfter}` : "not read";
  const comments = [...new Set(declarations.flatMap((it) => it.comments))];
  return [
    `${paint(ok ? "green" : "red", ok ? "ok" : "not ok")} ${printable(`${place}: ${hosts || "no host"}: ${what}`)}`,
    ...problems.map((problem) => `    ${paint("red", "not declared:")} ${printable(problem)}`),
    ...comments.map((comment) => `    ${printable(comment)}`),
    ...findings.map((found) => `    ${describeFinding(found, paint).replaceAll("\n", "\n    ")}`),
    ...variables(declarations, tool, place, file),
  ];
}

function variables(declarations: readonly Declaration[], tool: string, place: string, file: string): string[] {
  const names = declarations.flatMap(({ passphrase }) =>
    passphrase && "variable" in passphrase ? [passphrase.variable] : [],
  );
  return [...new Set(names)].map((name) => {
    const { forTerraform, forSynth } = variableNames(name);
    return printable(
      `    Set ${forTerraform}, and ${forSynth} for cdktf's command, to the passphrase that ${tool} has at ${place} in ${file}.`,
    );
  });
}

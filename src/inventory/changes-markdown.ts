import type { CertificateRow } from "./certificate-row";
import { type Changes, isEmpty, type RemovedCertificate } from "./changes";
import type { HostChange, Presented } from "./host-changes";
import { code, joined, type Markdown, md, tableLine } from "./markdown-text";

/** The changes as Markdown, for a pull-request comment. */
export function changesToMarkdown(changes: Changes): string {
  return `${["## Client certificates", "", summary(changes), ...sections(changes)].join("\n")}\n`;
}

function sections({ removed, added, renewed, changed, hosts }: Changes): string[] {
  return [
    ...section("Removed", removed.map(removedLine)),
    ...section(
      "Added",
      added.map((row) => md`- ${nameOf(row)}: ${certificateOf(row)}`),
    ),
    ...section(
      "Renewed",
      table(
        ["Host", "Declared by", "", "Subject", "Valid", "Key", "SHA-256"],
        renewed.flatMap(({ before, after }) => [
          [code(after.host), after.declaration, "before", ...renewalCells(before)],
          ["", "", "after", ...renewalCells(after)],
        ]),
      ),
    ),
    ...section(
      "Declared otherwise",
      changed.flatMap(({ before, after, fields }) =>
        fields.map(
          (field) => md`- ${nameOf(after)}: ${WORDS[field]} was ${show(before[field])}, is ${show(after[field])}`,
        ),
      ),
    ),
    ...section(
      "Hosts that get another certificate",
      table(["Hosts that match", "For example", "Before", "After"], hosts.map(hostCells)),
    ),
  ];
}

const WORDS = {
  certificateAuthorities: "the server is verified by: it",
  passphrase: "the passphrase comes from: it",
  addedAt: "added at: it",
  chainLength: "certificates in the chain: it",
} as const;

function summary(changes: Changes): string {
  if (isEmpty(changes)) return "No certificate changes.";
  const { added, removed, renewed, changed } = changes;
  const counts = { removed, added, renewed, "declared otherwise": changed };
  const parts = Object.entries(counts).filter(([, rows]) => rows.length > 0);
  return `${parts.map(([word, rows]) => `${rows.length} ${word}`).join(", ")}.`;
}

const CONSEQUENCE = {
  none: "checks for these hosts will fail",
  another: "checks for these hosts will present another certificate, see below",
  same: "checks for these hosts present what they did before",
} as const;

function removedLine(row: RemovedCertificate): Markdown {
  return md`- **${nameOf(row)}: ${CONSEQUENCE[row.leaves]}.** It was ${certificateOf(row)}`;
}

function nameOf({ host, declaration }: CertificateRow): Markdown {
  return md`${code(host)} (${declaration})`;
}

function certificateOf({ subject, issuer, notAfter, key, fingerprint256 }: CertificateRow): Markdown {
  return md`${subject}, issued by ${issuer}, ${key}, valid until ${notAfter}, SHA-256 ${code(fingerprint256)}`;
}

function renewalCells({ subject, notBefore, notAfter, key, fingerprint256 }: CertificateRow): (string | Markdown)[] {
  return [subject, `${notBefore} to ${notAfter}`, key, code(fingerprint256)];
}

function hostCells({ pattern, example, before, after }: HostChange): Markdown[] {
  const patterns = joined(pattern.split(" and ").map(code), " and ");
  return [patterns, code(example), presentedCell(before), presentedCell(after)];
}

function presentedCell(presented: Presented | null): Markdown {
  return presented ? md`${presented.declaration} (${code(presented.host)})` : md`**none**`;
}

function show(value: unknown): Markdown {
  if (Array.isArray(value)) return value.length === 0 ? md`the usual roots` : joined(value.map(show), "; ");
  return value === undefined ? md`not given` : md`${String(value)}`;
}

function section(title: string, lines: readonly (string | Markdown)[]): string[] {
  const sources = lines.map((line) => (typeof line === "string" ? line : line.source));
  return lines.length === 0 ? [] : ["", `### ${title}`, "", ...sources];
}

function table(titles: readonly string[], rows: readonly (readonly (string | Markdown)[])[]): string[] {
  return rows.length === 0 ? [] : [tableLine(titles), tableLine(titles.map(() => "---")), ...rows.map(tableLine)];
}

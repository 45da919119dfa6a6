import type { CertificateRow } from "./certificate-row";
import type { Inventory } from "./inventory";
import { code, escapeMarkdown, joined, type Markdown, md, tableLine, uncode, unescapeMarkdown } from "./markdown-text";
import { readWarningText, warningText } from "./warnings";

export const TITLE = "# Client certificates: ";

const NO_WARNING = "none";
const NO_CERTIFICATE_AUTHORITY = "usual roots";
const FIRST_DEPLOYMENT = "first deployment";
const BREAK = "<br>";

/** A column of the Markdown table, both ways: the file that is committed is also what `diff` reads. */
interface Column {
  readonly title: string;
  /** Left out where no row has it. */
  readonly optional?: true;
  write(row: CertificateRow): string | Markdown;
  read(cell: string): Partial<CertificateRow>;
}

type TextField =
  | "declaration"
  | "subject"
  | "issuer"
  | "key"
  | "notBefore"
  | "notAfter"
  | "serialNumber"
  | "passphrase";

const lines = (all: readonly string[]): Markdown =>
  joined(
    all.map((it) => md`${it}`),
    BREAK,
  );

const text = (title: string, field: TextField): Column => ({
  title,
  write: (row) => row[field],
  read: (cell) => ({ [field]: unescapeMarkdown(cell) }),
});

const asCode = (title: string, field: "host" | "fingerprint256"): Column => ({
  title,
  write: (row) => code(row[field]),
  read: (cell) => ({ [field]: uncode(cell) }),
});

/** What a reviewer looks at first; as narrow as GitHub shows a file. */
const FIRST_COLUMNS: readonly Column[] = [
  asCode("Host", "host"),
  { title: "Ends on", write: ({ notAfter }) => notAfter.slice(0, 10), read: () => ({}) },
  text("Subject", "subject"),
  text("Issuer", "issuer"),
  text("Declared by", "declaration"),
];

/** All others, folded; the host again, to find the row. */
const OTHER_COLUMNS: readonly Column[] = [
  asCode("Host", "host"),
  text("Key", "key"),
  text("Valid from", "notBefore"),
  text("Valid until", "notAfter"),
  {
    title: "Certificates in the chain",
    write: ({ chainLength }) => String(chainLength),
    read: (cell) => ({ chainLength: Number(cell) }),
  },
  {
    title: "Server verified by",
    write: ({ certificateAuthorities: all }) => (all.length === 0 ? NO_CERTIFICATE_AUTHORITY : lines(all)),
    read: (cell) => ({
      certificateAuthorities: cell === NO_CERTIFICATE_AUTHORITY ? [] : cell.split(BREAK).map(unescapeMarkdown),
    }),
  },
  text("Passphrase", "passphrase"),
  {
    title: "Warnings",
    optional: true,
    write: ({ warnings }) => {
      if (!warnings) return "";
      return warnings.length === 0 ? NO_WARNING : lines(warnings.map(warningText));
    },
    read: (cell) => {
      if (cell === "") return {};
      return { warnings: cell === NO_WARNING ? [] : cell.split(BREAK).map(unescapeMarkdown).map(readWarningText) };
    },
  },
  {
    title: "Added",
    write: ({ addedAt }) => addedAt ?? FIRST_DEPLOYMENT,
    read: (cell) => (cell === FIRST_DEPLOYMENT ? {} : { addedAt: unescapeMarkdown(cell) }),
  },
  text("Serial number", "serialNumber"),
  asCode("SHA-256", "fingerprint256"),
  {
    title: "Public key",
    optional: true,
    write: ({ publicKey }) => publicKey ?? "",
    read: (cell) => (cell === "" ? {} : { publicKey: unescapeMarkdown(cell) }),
  },
];

/** Every column, by which a table is read. */
export const COLUMNS: readonly Column[] = [...FIRST_COLUMNS, ...OTHER_COLUMNS];

/** The inventory as Markdown: the same for the same certificates, so that it can be committed and reviewed. */
export function toMarkdown({ registry, certificates, overlaps }: Inventory): string {
  const lines = [
    TITLE + escapeMarkdown(registry),
    "",
    "Written by cdktf-client-certificates; do not edit. In the order in which the certificates were added: of two",
    "wildcards that match a host the later row wins; a full host name goes before every wildcard.",
    "",
    ...(certificates.length === 0 ? ["There are no certificates."] : tables(certificates)),
    "",
    ...warningLines(certificates),
    "## Overlaps",
    "",
    ...(overlaps.length === 0
      ? ["No two certificates match the same host."]
      : overlaps.map(({ explanation }) => `- ${escapeMarkdown(explanation)}`)),
  ];
  return `${lines.join("\n")}\n`;
}

/** For people, in addition to the folded column. */
function warningLines(certificates: readonly CertificateRow[]): string[] {
  const items = certificates.flatMap(({ host, declaration, warnings = [] }) =>
    warnings.map((it) => `- ${md`${code(host)} (${declaration}): ${warningText(it)}`.source}`),
  );
  return items.length === 0 ? [] : ["## Warnings", "", ...items, ""];
}

function tables(certificates: readonly CertificateRow[]): string[] {
  return [
    ...table(FIRST_COLUMNS, certificates),
    "",
    "<details>",
    "<summary>Keys, times, chains, authorities, passphrases and fingerprints</summary>",
    "",
    ...table(OTHER_COLUMNS, certificates),
    "",
    "</details>",
  ];
}

function table(all: readonly Column[], certificates: readonly CertificateRow[]): string[] {
  const columns = all.filter(({ optional, write }) => !optional || certificates.some((row) => write(row) !== ""));
  return [
    tableLine(columns.map(({ title }) => title)),
    `| ${columns.map(() => "---").join(" | ")} |`,
    ...certificates.map((row) => tableLine(columns.map((column) => column.write(row)))),
  ];
}

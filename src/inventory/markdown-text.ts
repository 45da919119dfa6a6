/**
 * Markdown that is ready (GitHub Flavored Markdown). Only `md`, `code` and `joined` make it; a text that is put into
 * `md` is shown as it is, whatever it says.
 */
export class Markdown {
  constructor(
    readonly source: string,
    /** In a table a pipe is escaped even in code (GFM, "Tables"). */
    readonly inTable = source,
  ) {}
}

export function md(parts: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
  const write = (show: (value: Markdown) => string) =>
    String.raw(
      { raw: parts },
      ...values.map((value) => show(value instanceof Markdown ? value : plain(String(value)))),
    );
  return new Markdown(
    write(({ source }) => source),
    write(({ inTable }) => inTable),
  );
}

export function joined(parts: readonly Markdown[], separator: string): Markdown {
  return new Markdown(
    parts.map(({ source }) => source).join(separator),
    parts.map(({ inTable }) => inTable).join(separator),
  );
}

/** A text as code, in which GitHub makes no links and calls nobody. */
export function code(text: string): Markdown {
  if (text === "") return plain(text);
  const fence = "`".repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  // One space on each side is taken off again.
  const padded = /^`|`$|^ .*[^ ].* $/s.test(text) ? ` ${text} ` : text;
  const source = fence + padded + fence;
  // A backslash before a pipe cannot be written as code in a table.
  return new Markdown(source, text.includes("\\|") ? escapeMarkdown(text) : source.replaceAll("|", "\\|"));
}

/** The text that `code` was given, from a table's cell. */
export function uncode(cell: string): string {
  const fenced = /^(`+)(?!`)(.*?)(?<!`)\1$/s.exec(cell)?.[2];
  if (fenced === undefined) return unescapeMarkdown(cell);
  const padded = /^ (.*[^ ].*) $/s.exec(fenced)?.[1];
  return (padded ?? fenced).replaceAll("\\|", "|");
}

/** A text as Markdown that shows it as it is. Inside of a word `_` needs no escape, and `.` only where it would make a link. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*[\]<>|&~$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\./gi, "\\$&")
    .replace(/^ | $/g, SPACE);
}

/** The text that `escapeMarkdown` was given. */
export function unescapeMarkdown(markdown: string): string {
  return markdown.replace(/\\([^A-Za-z0-9\s])|&#32;/g, (_, sign?: string) => sign ?? " ");
}

const SPACE = "&#32;";

/** A table's line from its cells. */
export function tableLine(cells: readonly (string | Markdown)[]): string {
  const sources = cells.map((cell) => (cell instanceof Markdown ? cell.inTable : escapeMarkdown(cell)));
  return `| ${sources.join(" | ")} |`;
}

/** The cells of a table's line, as they are written. */
export function cellsOf(line: string): string[] {
  const cells = line.trim().match(/(?:\\.|[^|\\])+/gs) ?? [];
  return cells.map((cell) => cell.replace(/^ +| +$/g, ""));
}

function plain(text: string): Markdown {
  return new Markdown(escapeMarkdown(text));
}

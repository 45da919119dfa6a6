/** A text as Markdown that shows it as it is. Inside of a word `_` needs no escape, and `.` never does. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<>|&~$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}

/** The text that `escapeMarkdown` was given. */
export function unescapeMarkdown(markdown: string): string {
  return markdown.replace(/\\([^A-Za-z0-9\s])/g, "$1");
}

/** Text that has no backtick, as code in a table's cell (GFM, "Tables": a pipe is escaped even in code). */
export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/** The text that `code` was given. */
export function uncode(markdown: string): string {
  return markdown.slice(1, -1).replaceAll("\\|", "|");
}

/** A table's line from its cells. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** The cells of a table's line, still escaped. */
export function cellsOf(line: string): string[] {
  const cells = line.trim().match(/(?:\\.|[^|\\])+/g) ?? [];
  return cells.map((cell) => cell.trim());
}

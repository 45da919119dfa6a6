// Tables of the documents, to be run row by row.

/** The rows of the first table below a heading, without its head; fails where there is none. */
export function tableBelow(document: string, heading: string): string[][] {
  const section = document.slice(document.indexOf(`${heading}\n`) + heading.length).split(/^##/m)[0]!;
  const rows = section.match(/^\|.*\|$/gm)?.slice(2) ?? [];
  if (!document.includes(`${heading}\n`) || rows.length === 0) throw new Error(`no table below "${heading}"`);
  return rows.map((row) => cells(row));
}

/** What stands between backticks in a cell. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

function cells(row: string): string[] {
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

import { ClientCertificateError } from "../errors";
import { Place } from "../wire/fields";
import type { CertificateRow } from "./certificate-row";
import { type Inventory, makeInventory } from "./inventory";
import { COLUMNS, TITLE } from "./markdown";
import { cellsOf, unescapeMarkdown } from "./markdown-text";
import { readRow } from "./read-row";

/**
 * The inventory that `toMarkdown` wrote.
 *
 * @param file its name, for the message of an error
 * @throws ClientCertificateError `invalid-argument` for another Markdown file
 */
export function readMarkdown(markdown: string, file: string): Inventory {
  const lines = markdown.split(/\r?\n/);
  if (!lines[0]!.startsWith(TITLE)) throw notAnInventory(file, `it does not begin with "${TITLE.trim()}"`);
  const tables = tablesIn(lines).map((table) => readTable(table, file));
  const rows = tables[0]?.rows ?? [];
  const titles = tables.flatMap(({ columns }) => columns.map((column) => column?.title));
  const missing = tables.length > 0 && COLUMNS.find(({ optional, title }) => !optional && !titles.includes(title));
  if (missing) throw notAnInventory(file, `its tables have no column "${missing.title}"`);
  const other = tables.find((table) => table.rows.length !== rows.length);
  if (other) throw notAnInventory(file, `its tables have ${rows.length} and ${other.rows.length} rows`);

  const place = new Place({ name: file, code: "invalid-argument", fix: WRITE_IT_ANEW }).field("rows");
  const certificates = rows.map((_, order) => {
    const parts = tables.map((table) => table.rows[order]!);
    if (parts.some(({ host }) => host !== parts[0]!.host)) {
      throw notAnInventory(file, `row ${order + 1} of its tables is of two hosts`);
    }
    // The rows are in the order of their addition, which is all that an order says.
    return readRow(Object.assign({ order }, ...parts), place.entry(order));
  });
  return makeInventory(unescapeMarkdown(lines[0]!.slice(TITLE.length)), certificates);
}

/** Lines of tables that follow each other are of one. */
function tablesIn(lines: readonly string[]): string[][] {
  const tables: string[][] = [];
  lines.forEach((line, i) => {
    if (!line.startsWith("|")) return;
    if (lines[i - 1]?.startsWith("|")) tables.at(-1)!.push(line);
    else tables.push([line]);
  });
  return tables;
}

interface Table {
  readonly columns: readonly ((typeof COLUMNS)[number] | undefined)[];
  readonly rows: readonly Partial<CertificateRow>[];
}

function readTable([header = "", , ...lines]: readonly string[], file: string): Table {
  const columns = cellsOf(header).map((title) => COLUMNS.find((column) => column.title === title));
  const rows = lines.map((line, i): Partial<CertificateRow> => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) throw notAnInventory(file, `row ${i + 1} has ${cells.length} cells`);
    return Object.assign({}, ...columns.map((column, at) => column?.read(cells[at]!)));
  });
  return { columns, rows };
}

const WRITE_IT_ANEW = 'Write it anew with "client-certificates inventory --format markdown"';

function notAnInventory(file: string, why: string): ClientCertificateError {
  return new ClientCertificateError(
    "invalid-argument",
    `${file} is no inventory that this release wrote: ${why}. ${WRITE_IT_ANEW}`,
  );
}

import { ClientCertificateError } from "../errors";
import { Place } from "../wire/fields";
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
  const [header, , ...rows] = lines.filter((line) => line.startsWith("|"));
  const columns = cellsOf(header ?? "").map((title) => COLUMNS.find((column) => column.title === title));
  const missing = header && COLUMNS.find((column) => !column.optional && !columns.includes(column));
  if (missing) throw notAnInventory(file, `its table has no column "${missing.title}"`);

  const place = new Place({ name: file, code: "invalid-argument", fix: WRITE_IT_ANEW }).field("rows");
  const certificates = rows.map((line, order) => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) throw notAnInventory(file, `row ${order + 1} has ${cells.length} cells`);
    const facts: object[] = columns.map((column, i) => column?.read(cells[i]!) ?? {});
    // The rows are in the order of their addition, which is all that an order says.
    return readRow(Object.assign({ order }, ...facts), place.entry(order));
  });
  return makeInventory(unescapeMarkdown(lines[0]!.slice(TITLE.length)), certificates);
}

const WRITE_IT_ANEW = 'Write it anew with "client-certificates inventory --format markdown"';

function notAnInventory(file: string, why: string): ClientCertificateError {
  return new ClientCertificateError(
    "invalid-argument",
    `${file} is no inventory that this release wrote: ${why}. ${WRITE_IT_ANEW}`,
  );
}

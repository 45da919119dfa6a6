import { printable } from "../printable";

const MIN_WIDTH = 12;
const GAP = "  ";

/**
 * Lines of printable text with their columns aligned; where they would be longer than `width`, the widest cells are cut.
 *
 * @param isWhole the columns that are never cut, by their place
 */
export function columns(
  texts: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
  isWhole: (column: number) => boolean = () => false,
): string[] {
  const rows = texts.map((row) => row.map(printable));
  const widths = shrink(
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? "")))) ?? [],
    width,
    isWhole,
  );
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!))
      .join(GAP)
      .trimEnd(),
  );
}

/** Takes from the widest column until the line fits, or until every column is as narrow as can be read. */
function shrink(natural: readonly number[], width: number, isWhole: (column: number) => boolean): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, it) => sum + it, 0) + GAP.length * (widths.length - 1);
  while (total() > width) {
    const widest = Math.max(0, ...widths.filter((_, column) => !isWhole(column)));
    if (widest <= MIN_WIDTH) break;
    widths[widths.findIndex((it, column) => it === widest && !isWhole(column))]! -= 1;
  }
  return widths;
}

function pad(cell: string, width: number): string {
  const spare = width - displayWidth(cell);
  if (spare >= 0) return cell + " ".repeat(spare);
  let kept = "";
  for (const character of cell) {
    if (displayWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…${" ".repeat(width - 1 - displayWidth(kept))}`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
const NO_WIDTH = /\p{Mark}/gu;

/** The columns that a text takes on a terminal: letters of East Asia take two, accents none. */
export function displayWidth(text: string): number {
  const bare = text.replace(NO_WIDTH, "");
  return [...bare].length + (bare.match(WIDE)?.length ?? 0);
}

import { changeReport, type Line } from "../inventory/change-report";
import type { Changes } from "../inventory/changes";
import { renderWords, type Words } from "../inventory/words";
import { printable } from "../printable";
import type { Paint } from "./terminal";

/** The changes for a terminal; what will fail, or is not as usual, begins with `!`, and is red where there are colours. */
export function changesToText(changes: Changes, now: Date, paint: Paint): string {
  const { summary, sections } = changeReport(changes, now);
  const item = ({ bad, headline, details }: Line) => [
    bad ? paint("red", `! ${plain(headline)}`) : `  ${plain(headline)}`,
    ...details.map((detail) => `      ${plain(detail)}`),
  ];
  const lines = [
    plain(summary),
    ...sections.flatMap(({ title, lines }) => ["", paint("bold", title), ...lines.flatMap(item)]),
  ];
  return `${lines.join("\n")}\n`;
}

function plain(words: Words): string {
  return renderWords(words, printable);
}

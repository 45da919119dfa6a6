import { type ChangeReport, changeReport, type Line } from "./change-report";
import type { Changes } from "./changes";
import { code } from "./markdown-text";
import { renderWords, type Words } from "./words";

/**
 * The changes as Markdown, for a pull-request comment. What a certificate says is code, in which GitHub makes no links
 * and calls nobody.
 *
 * @param now as of which a certificate has expired, or ends soon
 */
export function changesToMarkdown(changes: Changes, now: Date): string {
  const { summary, sections }: ChangeReport = changeReport(changes, now);
  const lines = [
    "## Client certificates",
    "",
    markdown(summary),
    ...sections.flatMap(({ title, lines }) => ["", `### ${title}`, "", ...lines.flatMap(item)]),
  ];
  return `${lines.join("\n")}\n`;
}

function item({ bad, headline, details }: Line): string[] {
  const text = markdown(headline);
  return [`- ${bad ? `**${text}**` : text}`, ...details.map((detail) => `  - ${markdown(detail)}`)];
}

function markdown(words: Words): string {
  return renderWords(words, (quoted) => code(quoted).source);
}

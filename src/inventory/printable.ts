/** What changes how a terminal or a page shows the text around it: controls, line separators, bidirectional marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones to be shown
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text of someone else, on one line and without characters that do something when printed. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

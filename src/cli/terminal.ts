import type { WriteStream } from "node:tty";
import type { Status } from "../inventory/status";
import { printableLines } from "../printable";

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Style = keyof typeof CODES;

/** How text is styled; returns it unchanged where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** How a certificate is shown that needs a hand. */
export const STATUS_STYLE: Readonly<Partial<Record<Status, Style>>> = {
  expired: "red",
  soon: "yellow",
  "not-yet": "yellow",
};

export const plain: Paint = (_, text) => text;

const coloured: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;

const STYLES = new RegExp(`(\\u001b\\[(?:0|${Object.values(CODES).join("|")})m)`);

/** Lines of a report, in which nothing does something to a terminal but our own styles. */
export function shown(text: string): string {
  return text
    .split(STYLES)
    .map((part, i) => (i % 2 === 0 ? printableLines(part) : part))
    .join("");
}

/** Colours on a terminal only, and not where NO_COLOR (no-color.org) is set or the terminal has none. */
export function paintFor(stream: Pick<WriteStream, "isTTY">, env: NodeJS.ProcessEnv = process.env): Paint {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== "dumb" ? coloured : plain;
}

/** How many columns a line may have: without a terminal, as many as it likes. */
export function widthOf(stream: Pick<WriteStream, "isTTY" | "columns">): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY;
}

/** A line that replaces itself, on a terminal; nothing elsewhere, so that a log stays clean. */
export function progress(text: string, stream: WriteStream = process.stderr): void {
  if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
}

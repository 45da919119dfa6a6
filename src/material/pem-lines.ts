/** A line as OpenSSL reads it: at most 254 bytes, so that a longer one is several. */
export interface PemLine {
  /** The number of the line in the file; the first is 1. */
  readonly number: number;
  /** Its bytes as Latin-1, without what OpenSSL takes for white space at the end. */
  readonly text: string;
  /** The same up to a null byte, where there is one: what is copied of it. */
  readonly beforeNul: string;
  /** The same without a byte order mark. */
  readonly withoutMark: string;
  /** The line of the file goes on in the next one. */
  readonly goesOn: boolean;
  /** It ended in bytes above 0x7f, which are white space only where `char` is signed, as on x86-64. */
  readonly highEnd: boolean;
}

/** LINESIZE of crypto/pem/pem_lib.c, less the null byte. */
const MAX_LINE_BYTES = 254;
const MARK = "\u00ef\u00bb\u00bf";

export function pemLines(bytes: Buffer): PemLine[] {
  const rows = bytes.toString("latin1").split("\n");
  const last = rows.length - 1;
  return rows.flatMap((row, i) => {
    const whole = i === last ? row : `${row}\n`;
    if (whole.length <= MAX_LINE_BYTES) return whole === "" ? [] : [lineOf(whole, i + 1)];
    const lines: PemLine[] = [];
    for (let at = 0; at < whole.length; at += MAX_LINE_BYTES) {
      lines.push(lineOf(whole.slice(at, at + MAX_LINE_BYTES), i + 1));
    }
    return lines;
  });
}

function lineOf(raw: string, number: number): PemLine {
  const text = trimEnd(raw);
  const rest = raw.slice(text.length);
  const nul = text.indexOf("\0");
  return {
    number,
    text,
    beforeNul: nul === -1 ? text : text.slice(0, nul),
    withoutMark: text.startsWith(MARK) ? text.slice(MARK.length) : text,
    goesOn: raw.length === MAX_LINE_BYTES && !raw.endsWith("\n"),
    highEnd: /[\x80-\xff]/.test(rest),
  };
}

/** OpenSSL compares `char`s with the space: what is above 0x7f is negative where `char` is signed. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && isWhite(line.charCodeAt(end - 1))) end--;
  return end === line.length ? line : line.slice(0, end);
}

function isWhite(byte: number): boolean {
  return byte <= 0x20 || byte >= 0x80;
}

/** LINESIZE of crypto/pem/pem_lib.c, less the null byte. */
const MAX_LINE_BYTES = 254;
const MARK = "\u00ef\u00bb\u00bf";

/** A line as OpenSSL reads it: at most 254 bytes, so that a longer one is several. */
export class PemLine {
  /** Its bytes as Latin-1, without what OpenSSL takes for white space at the end. */
  readonly text: string;

  /** @param number the number of the line in the file; the first is 1 */
  constructor(
    private readonly raw: string,
    readonly number: number,
  ) {
    this.text = trimEnd(raw);
  }

  /** The text up to a null byte, where there is one: what is copied of it. */
  get beforeNul(): string {
    const nul = this.text.indexOf("\0");
    return nul === -1 ? this.text : this.text.slice(0, nul);
  }

  /** The text without a byte order mark. */
  get withoutMark(): string {
    return this.text.startsWith(MARK) ? this.text.slice(MARK.length) : this.text;
  }

  /** The line of the file goes on in the next one. */
  get goesOn(): boolean {
    return this.raw.length === MAX_LINE_BYTES && !this.raw.endsWith("\n");
  }

  /** It ended in bytes above 0x7f, which are white space only where `char` is signed, as on x86-64. */
  get highEnd(): boolean {
    const rest = this.raw.slice(this.text.length);
    return rest !== "\n" && /[\x80-\xff]/.test(rest);
  }
}

export function pemLines(bytes: Buffer): PemLine[] {
  const rows = bytes.toString("latin1").split("\n");
  const last = rows.length - 1;
  const lines: PemLine[] = [];
  for (const [i, row] of rows.entries()) {
    const whole = i === last ? row : `${row}\n`;
    for (let at = 0; at < whole.length; at += MAX_LINE_BYTES) {
      lines.push(new PemLine(whole.slice(at, at + MAX_LINE_BYTES), i + 1));
    }
  }
  return lines;
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

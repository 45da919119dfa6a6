/** One `-----BEGIN … -----END …` block of a file. */
export interface PemBlock {
  /** e.g. `CERTIFICATE` */
  readonly label: string;
  /** Where the block begins; the first line is 1. */
  readonly line: number;
  /** Its place among the blocks of the file; the first is 1. */
  readonly number: number;
  /** The lines of an encrypted key that precede its content: `Proc-Type`, `DEK-Info`. */
  readonly headers: readonly string[];
  /** What the block holds; undefined where it has a fault. */
  readonly der?: Buffer;
  /** Why OpenSSL refuses the block, in words. */
  readonly fault?: string;
  /** The script for sed that puts it right, where one does. */
  readonly repair?: string;
}

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const DASHES = "-----";
const BOM = "\u00ef\u00bb\u00bf";
/** Anything else between the dashes is text: a label is shown in messages, and must never be part of a key. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9 .+/_#-]{0,63}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The PEM blocks of a file, read as strictly as OpenSSL 3 does (crypto/pem/pem_lib.c): text around the blocks is
 * fine, and so are CRLF, a byte order mark, white space at the ends of lines and no final newline; blank lines, junk
 * and wrong padding in the base64 are not.
 */
export function pemBlocks(bytes: Buffer): PemBlock[] {
  const text = bytes.toString("latin1");
  const lines = (text.startsWith(BOM) ? text.slice(BOM.length) : text).split("\n").map(trimEnd);
  const blocks: PemBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!isBegin(lines[i]!)) continue;
    const label = lines[i]!.slice(BEGIN.length, -DASHES.length);
    let end = i + 1;
    while (end < lines.length && !lines[end]!.startsWith(END) && !lines[end]!.startsWith(BEGIN)) end++;
    const body = lines.slice(i + 1, end);
    blocks.push({ label, line: i + 1, number: blocks.length + 1, ...readBody(label, body, lines[end]) });
    i = lines[end]?.startsWith(BEGIN) ? end - 1 : end;
  }
  return blocks;
}

function isBegin(line: string): boolean {
  return line.startsWith(BEGIN) && line.endsWith(DASHES) && LABEL.test(line.slice(BEGIN.length, -DASHES.length));
}

type Body = Pick<PemBlock, "headers" | "der" | "fault" | "repair">;

const REMOVE_BLANK_LINES = "/^[[:space:]]*$/d";
const BREAK_BEFORE_BEGIN = "s/-----\\(-----BEGIN\\)/-----\\n\\1/";

function readBody(label: string, body: string[], endLine: string | undefined): Body {
  const fault = (what: string, repair?: string): Body => ({ headers: [], fault: what, repair });
  if (endLine === undefined || endLine.startsWith(BEGIN)) return fault(`it has no line "${END}${label}${DASHES}"`);
  const tail = endLine.slice(END.length);
  if (tail.startsWith(`${label}${DASHES}${BEGIN}`)) {
    return fault("the next block begins on its last line: a newline is missing between the two", BREAK_BEFORE_BEGIN);
  }
  if (tail !== label + DASHES) {
    const other = LABEL.test(tail.slice(0, -DASHES.length)) ? `"${endLine}"` : "another line";
    return fault(`it ends with ${other} instead of "${END}${label}${DASHES}"`);
  }

  const blank = body.indexOf("");
  const headers = blank === -1 ? [] : body.slice(0, blank);
  const content = blank === -1 ? body : body.slice(blank + 1);
  if (headers.length > 0 && !headers[0]!.startsWith("Proc-Type:"))
    return fault("there is a blank line in its base64", REMOVE_BLANK_LINES);
  if (content.includes("")) return fault("there is a blank line in its base64", REMOVE_BLANK_LINES);
  return decode(content, headers, blank !== -1);
}

function decode(content: string[], headers: string[], afterHeaders: boolean): Body {
  const short = content.findIndex((line, i) => line.length < 64 && i < content.length - 1);
  if (afterHeaders && (short !== -1 || content.some((line) => line.length > 64))) {
    return { headers, fault: "its base64 is not in lines of 64 characters, which a block with headers needs" };
  }
  const base64 = content.join("").replace(/[ \t\r]+/g, "");
  if (base64 === "") return { headers, fault: "it is empty" };
  if (!BASE64.test(base64)) {
    const strange = /[^A-Za-z0-9+/=]/.exec(base64)?.[0];
    const what = strange ? `the character ${JSON.stringify(strange)}` : 'a "=" before the end, or more than two';
    return { headers, fault: `there is ${what} in its base64` };
  }
  if (base64.length % 4 !== 0) {
    return { headers, fault: `its base64 has ${base64.length} characters, not a multiple of 4: some are missing` };
  }
  return { headers, der: Buffer.from(base64, "base64") };
}

/** OpenSSL drops everything up to and including the space from the end of a line. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) <= 0x20) end--;
  return end === line.length ? line : line.slice(0, end);
}

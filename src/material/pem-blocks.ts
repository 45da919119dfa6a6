import { type PemLine, pemLines } from "./pem-lines";

/** One `-----BEGIN … -----END …` block of a file. */
export interface PemBlock {
  /** e.g. `CERTIFICATE`; UNKNOWN for what is no label, since a label is shown in messages. */
  readonly label: string;
  /** Where the block begins; the first line is 1. */
  readonly line: number;
  /** The line at which reading went on after it. */
  readonly lastLine: number;
  /** Its place among the blocks of the file; the first is 1. */
  readonly number: number;
  /** The lines before its content: `Proc-Type` and `DEK-Info` of an encrypted key. */
  readonly headers: readonly string[];
  /** What the block holds; undefined where it has a fault. */
  readonly der?: Buffer;
  /** Why OpenSSL refuses the block, in words. */
  readonly fault?: string;
  /** The first of its lines that ends in bytes above 0x7f. OpenSSL skips them only where `char` is signed. */
  readonly highBytesAt?: number;
}

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const DASHES = "-----";
/** Anything else between the dashes is text: a label is shown in messages, and must never be part of a key. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9 .+/_#-]{0,63}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The PEM blocks of a file, as OpenSSL 3 reads them for Node (crypto/pem/pem_lib.c, PEM_read_bio_ex with
 * PEM_FLAG_EAY_COMPATIBLE; crypto/evp/encode.c). OpenSSL stops at the first block with a fault, where it looks for
 * certificates; here reading goes on where OpenSSL's ended, so that every fault is found.
 */
export function pemBlocks(bytes: Buffer): PemBlock[] {
  const lines = pemLines(bytes);
  const blocks: PemBlock[] = [];
  for (let i = 0; i < lines.length; ) {
    const begin = findBegin(lines, i);
    if (begin === undefined) break;
    const { content, next, high } = readBody(lines, begin.at + 1, begin.name);
    const first = lines[begin.at]!;
    blocks.push({
      label: LABEL.test(begin.name) ? begin.name : "UNKNOWN",
      line: first.number,
      lastLine: lines[next - 1]!.number,
      number: blocks.length + 1,
      headers: content.headers,
      der: content.der,
      fault: content.fault,
      highBytesAt: first.highEnd ? first.number : high,
    });
    i = next;
  }
  return blocks;
}

/** A byte order mark is taken off the first line that is read for a block, whichever that is. */
function findBegin(lines: readonly PemLine[], from: number): { at: number; name: string } | undefined {
  for (let at = from; at < lines.length; at++) {
    const line = at === from ? lines[at]!.withoutMark : lines[at]!.text;
    const end = line.length - DASHES.length;
    if (line.startsWith(BEGIN) && line.endsWith(DASHES) && end >= BEGIN.length) {
      return { at, name: line.slice(BEGIN.length, end) };
    }
  }
  return undefined;
}

type Content = Pick<PemBlock, "headers" | "der" | "fault">;

interface Body {
  readonly content: Content;
  /** The line at which reading goes on. */
  readonly next: number;
  /** The first line that ends in bytes above 0x7f. */
  readonly high?: number;
}

/** What follows a BEGIN line: perhaps headers and a blank line, base64, and the END line of the same name. */
function readBody(lines: readonly PemLine[], from: number, name: string): Body {
  const before: string[] = [];
  const after: string[] = [];
  let blank = false;
  let header = false;
  let ended = false;
  let high: number | undefined;
  let i = from;
  const done = (content: Content) => ({ content, next: i + 1, high });
  const fault = (what: string) => done({ headers: [], fault: what });
  for (; i < lines.length; i++) {
    const { text, beforeNul, number, highEnd } = lines[i]!;
    if (highEnd) high ??= number;
    if (text === "") {
      if (i > from && lines[i - 1]!.goesOn) continue;
      if (blank) return fault(BLANK_LINE);
      blank = true;
    } else if (text.startsWith(END)) {
      // The name of the BEGIN line ends at a null byte, as any text of C.
      if (text !== END + name.split("\0", 1)[0] + DASHES) return fault(otherEnd(text, name));
      if (blank) return done(decode(after, before));
      return header ? fault(HEADER) : done(decode(before, []));
    } else if (ended) {
      return fault(LINE_LENGTH);
    } else {
      header ||= !blank && text.includes(":");
      (blank ? after : before).push(beforeNul);
      // With headers, every line of the base64 but the last has 64 characters.
      if (blank && text.length > 64) return fault(LINE_LENGTH);
      ended = blank && text.length < 64;
    }
  }
  const endless = `it has no line "${END}${shown(name)}${DASHES}"`;
  return { content: { headers: [], fault: endless }, next: lines.length, high };
}

const BLANK_LINE = "there is a blank line in its base64";
const HEADER = 'a line with ":" is a header, which a blank line has to follow';
const LINE_LENGTH = "its base64 is not in lines of 64 characters, which it needs after a blank line";

/** Only keys may have headers; without a colon, they are the base64 before a blank line. */
export function headerFault({ headers }: Pick<PemBlock, "headers">): string | undefined {
  if (headers.length === 0) return undefined;
  return headers.some((header) => header.includes(":")) ? "it has headers, which only keys may have" : BLANK_LINE;
}

function otherEnd(text: string, name: string): string {
  const tail = text.slice(END.length);
  if (tail.startsWith(name + DASHES + BEGIN)) {
    return "the next block begins on its last line: a newline is missing between the two";
  }
  const other = tail.endsWith(DASHES) && LABEL.test(tail.slice(0, -DASHES.length)) ? `"${text}"` : "another line";
  return `it ends with ${other} instead of "${END}${shown(name)}${DASHES}"`;
}

function decode(content: readonly string[], headers: readonly string[]): Content {
  // A "-" ends the base64; what follows it, up to the END line, is not looked at.
  const base64 = content
    .join("")
    .split("-", 1)[0]!
    .replace(/[ \t\r\n]+/g, "");
  if (base64 === "") return { headers, fault: "it is empty" };
  if (!BASE64.test(base64)) {
    const strange = /[^A-Za-z0-9+/=]/.exec(base64)?.[0];
    const what = strange ? characterName(strange) : 'a "=" before the end, or more than two';
    return { headers, fault: `there is ${what} in its base64` };
  }
  if (base64.length % 4 !== 0) {
    return { headers, fault: `its base64 has ${base64.length} characters, not a multiple of 4: some are missing` };
  }
  return { headers, der: Buffer.from(base64, "base64") };
}

function characterName(character: string): string {
  return character <= "~" ? `the character ${JSON.stringify(character)}` : "a character outside ASCII";
}

function shown(name: string): string {
  return LABEL.test(name) ? name : "…";
}

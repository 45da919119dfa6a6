import { late } from "../late";
import type { PemBlock } from "./pem-blocks";
import { listed } from "./words";

/** A line that people take for the begin of a block, and OpenSSL does not. */
export interface UnreadLine {
  /** The first line is 1. */
  readonly line: number;
  /** Why it is not read, in words. */
  readonly why: string;
}

/** Hyphens, and what word processors, web pages and terminals make of them. */
const DASH = "[\\p{Pd}\\u00ad\\u2212\\u2500\\u2501\\u30fc_=~]";
const CONTENT = "(?:CERT|KEY|PKCS|CMS|X509|CRL|REQUEST|PARAM)";
const LABEL = `[\\s_]{1,8}[\\p{L}\\d\\s]{0,40}?${CONTENT}`;
/** Made when they are needed: that takes about a millisecond. */
const beginLike = late(
  () =>
    new RegExp(
      `${DASH}{3}\\s{0,8}B(?:E?GI?N|EIGN)\\p{L}|${DASH}{3}\\s{0,8}BE?GI?N\\b|${DASH}\\s{0,8}BEGIN${LABEL}|\\bBEGIN${LABEL}\\p{L}{0,12}\\s{0,8}${DASH}`,
      "iu",
    ),
);
const endLike = late(() => new RegExp(`${DASH}{2}\\s{0,8}END${LABEL}`, "iu"));
const parts = late(
  () => new RegExp(`^(.*?)(${DASH}*)(\\s*B\\p{L}*[\\s_]*[\\p{L}\\d\\s]*?)(\\s*${DASH}*)([^\\p{L}]*|.*)$`, "isu"),
);
/** A line of base64, as most are: both have dashes, and where "=" stands for these, white space before. */
const BASE64 = /^(?:[A-Za-z0-9+/\s]*|[A-Za-z0-9+/]+={1,2}\s*)$/;
const USUAL_END = /^-----END (?:CERTIFICATE|(?:[A-Z]+ )?PRIVATE KEY)-----\s*$/;

/**
 * The lines of a file that look like the begin of a block and are passed over in silence by OpenSSL, and END lines that
 * have lost their BEGIN. Blocks with a fault are reported as such, and their lines are not looked at.
 */
export function unreadLines(bytes: Buffer, blocks: readonly PemBlock[]): UnreadLine[] {
  const text = bytes.toString("latin1");
  const unread: UnreadLine[] = [];
  let isOpen = false;
  let next = 0;
  for (const [i, row] of text.split("\n").entries()) {
    const line = i + 1;
    while (next < blocks.length && blocks[next]!.lastLine < line) next++;
    const block = blocks[next];
    // What is left over of a block with a fault is no fault of its own.
    if (block && line === block.line) isOpen = block.fault !== undefined;
    const inside = block !== undefined && line > block.line && line <= block.lastLine;
    if ((block && line === block.line) || (inside && (block.fault || USUAL_END.test(row))) || BASE64.test(row))
      continue;
    const words = decoded(row);
    if (beginLike().test(words)) {
      isOpen = true;
      unread.push({
        line,
        why: inside ? `it stands in the block that begins at line ${block.line}` : whyUnread(words.slice(0, 200)),
      });
    } else if (!inside && endLike().test(words)) {
      if (!isOpen) unread.push({ line, why: "it is the end of a block whose begin is missing" });
      isOpen = false;
    }
  }
  return unread;
}

/** `line 12 (it has 4 dashes, not 5)` */
export function describeUnread(unread: readonly UnreadLine[]): string {
  return listed(unread.slice(0, 5).map(({ line, why }) => `line ${line} (${why})`));
}

function decoded(row: string): string {
  if (!/[\x80-\xff]/.test(row)) return row;
  const bytes = Buffer.from(row, "latin1");
  const utf8 = bytes.toString("utf8");
  return utf8.includes("\ufffd") ? new TextDecoder("windows-1252").decode(bytes) : utf8;
}

function whyUnread(line: string): string {
  const [, before = "", opening = "", label = "", closing = "", after = ""] = parts().exec(line) ?? [];
  const strange = /[^\x20-\x7e\t\r]/.exec(before + opening + closing);
  const codePoint = strange?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  if (codePoint) return `the character U+${codePoint} is in it, where hyphens are expected`;
  if (/^\s+$/.test(before)) return "white space stands before it";
  if (before !== "") return "something else stands before it on its line";
  if (opening !== "-----") return `it begins with ${opening.length} dashes, not with 5`;
  if (!/^BEGIN [A-Z]/.test(label)) return 'it has to begin with "-----BEGIN ", in capitals';
  if (/\s/.test(closing) || closing.length !== 5) return `it ends with ${closing.trim().length} dashes, not with 5`;
  return after.trim() === "" ? "it is no begin of a block" : "something else follows it on its line";
}

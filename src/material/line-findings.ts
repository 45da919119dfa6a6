import { type Finding, finding } from "../finding";
import { repairOr } from "./explanations";
import type { Wanted } from "./file-kind";
import type { PemBlock } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { describeUnread, unreadLines } from "./unread-lines";
import { listed } from "./words";

/** What OpenSSL passes over in silence, although it was meant to be read, and what it reads on some machines only. */
export function lineFindings(
  file: MaterialFile,
  blocks: readonly PemBlock[],
  wanted: Wanted,
  ignored: readonly PemBlock[] = [],
): Finding[] {
  const unread = [
    ...unreadLines(file.bytes, blocks),
    ...ignored.map(({ line, label }) => ({ line, why: `its label ${JSON.stringify(label)} is not read here` })),
  ];
  const findings: Finding[] = [];
  if (unread.length > 0) {
    findings.push(
      finding(
        "pem-line-ignored",
        file.path,
        `what looks like a block is not read, by OpenSSL neither: ${describeUnread(unread)}`,
        repairOr(file, wanted, "write its first line -----BEGIN CERTIFICATE-----, or remove what is not needed"),
      ),
    );
  }
  const high = blocks.flatMap(({ highBytesAt }) => highBytesAt ?? []);
  if (high.length > 0 && unread.length === 0) findings.push(highBytes(file, high, wanted));
  return findings;
}

function highBytes(file: MaterialFile, lines: readonly number[], wanted: Wanted): Finding {
  const space = file.bytes.includes("\u00a0") ? " (a no-break space, U+00A0)" : "";
  return finding(
    "pem-line-ends",
    file.path,
    `from line ${listed(lines.slice(0, 5).map(String))} on, lines end in bytes outside ASCII${space}, which OpenSSL takes for white space on x86-64, and not on Linux on ARM`,
    repairOr(file, wanted, "take them off the ends of the lines"),
  );
}

/** Terraform's file() reads text in UTF-8 only, wherever the other bytes are. */
export function notUtf8(file: MaterialFile): Finding {
  return finding(
    "not-utf8",
    file.path,
    "it is not UTF-8, in which Terraform reads it: deploy would fail; the text around the block may be in another encoding",
    repairOr(file, "private key", "keep only the block of the private key in the file"),
  );
}

/** A way to put a file right: as a filter of the shell, and the same here, so that a command is printed only where it helps. */
export interface Repair {
  /** What is wrong, after "PEM with". */
  readonly what: string;
  /** Reads the standard input and writes the standard output; POSIX, with `awk`, `sed` and `tr`. */
  readonly filter: string;
  /** The same; the text is in Latin-1, so that every byte is a character. */
  readonly apply: (text: string) => string;
  /** It mends what others mend, too, and says less about it. */
  readonly isCoarse?: boolean;
}

/** In the order in which they are applied. A blank line has to stay after the header DEK-Info. */
export const REPAIRS: readonly Repair[] = [
  {
    what: 'line breaks that are written as the two characters "\\n"',
    filter: String.raw`awk '{gsub(/\\+r/,""); gsub(/\\+n/,"\n"); print}'`,
    apply: (text) => endLine(text).replace(/\\+r/g, "").replace(/\\+n/g, "\n"),
  },
  {
    what: "lines that end with a carriage return alone (old Mac OS)",
    filter: String.raw`tr '\r' '\n'`,
    apply: (text) => text.replace(/\r/g, "\n"),
  },
  {
    what: "a + before each line, as in a diff",
    filter: "sed 's/^+//'",
    apply: (text) => (/^\+-----BEGIN/m.test(text) ? endLine(text).replace(/^\+/gm, "") : text),
  },
  {
    what: "characters outside ASCII",
    filter: String.raw`LC_ALL=C tr -d '\200-\377'`,
    apply: (text) => text.replace(/[\x80-\xff]/g, ""),
  },
  {
    what: "BEGIN, base64 or END on one line",
    isCoarse: true,
    filter: String.raw`awk '{gsub(/-----(BEGIN|END) [A-Z0-9 ]*-----/,"\n&\n"); print}' | sed '/^[[:space:]]*$/d'`,
    apply: (text) => withoutBlankLines(endLine(text).replace(/-----(?:BEGIN|END) [A-Z0-9 ]*-----/g, "\n$&\n")),
  },
  {
    what: "blank lines in its base64",
    filter: "sed -e '/^[[:space:]]*$/d' -e '/^DEK-Info/G'",
    apply: (text) => withoutBlankLines(text).replace(/^DEK-Info.*\n/gm, "$&\n"),
  },
  {
    what: "white space, quotes or other signs around its lines",
    filter: String.raw`LC_ALL=C sed 's/^[^-A-Za-z0-9+/]*//; s/[^-A-Za-z0-9+/=:, ].*//; s/[^-A-Za-z0-9+/=]*$//; /^.\{0,3\}$/d; /^DEK-Info/G'`,
    apply: (text) =>
      endLine(text)
        .split("\n")
        .slice(0, -1)
        .map((line) =>
          line
            .replace(/^[^-A-Za-z0-9+/]*/, "")
            .replace(/[^-A-Za-z0-9+/=:, ].*/s, "")
            .replace(/[:, ]+$/, ""),
        )
        .filter((line) => line.length > 3)
        .map((line) => `${line}\n${line.startsWith("DEK-Info") ? "\n" : ""}`)
        .join(""),
  },
  {
    what: "lines BEGIN and END that are not written -----BEGIN …----- and -----END …-----",
    filter: String.raw`LC_ALL=C sed -E -e '/^[^A-Za-z]*([Bb][Ee][Gg][Ii][Nn]|[Ee][Nn][Dd])[^A-Za-z]/y/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/' -e 's/^[^A-Z]*(BEGIN|END)[^A-Z0-9]+([A-Z0-9 ]*[A-Z0-9])[^A-Z0-9]*$/-----\1 \2-----/'`,
    apply: (text) => text.replace(/^[^A-Za-z\n]*(?:BEGIN|END)[^A-Za-z\n].*$/gim, framed),
  },
];

/** awk and sed end the last line, too. */
function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function withoutBlankLines(text: string): string {
  return endLine(text).replace(/^[ \t\v\f\r]*\n/gm, "");
}

function framed(line: string): string {
  if (line.length > MAX_FRAME) return line;
  return line
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/^[^A-Z]*(BEGIN|END)[^A-Z0-9]+([A-Z0-9 ]*[A-Z0-9])[^A-Z0-9]*$/, "-----$1 $2-----");
}

/** Longer lines than this are no BEGIN or END, and would take long. */
const MAX_FRAME = 200;

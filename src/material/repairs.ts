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

/**
 * A file may be anything: no expression looks at one place again and again, so that a long run of one character takes no
 * longer than other text. In the order in which they are applied. A blank line has to stay after the header DEK-Info.
 */
export const REPAIRS: readonly Repair[] = [
  {
    what: 'line breaks that are written as the two characters "\\n"',
    filter: String.raw`awk '{gsub(/\\+r/,""); gsub(/\\+n/,"\n"); print}'`,
    apply: (text) =>
      endLine(text)
        .replace(/(?<!\\)\\+r/g, "")
        .replace(/(?<!\\)\\+n/g, "\n"),
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
    what: "the signs of quoted-printable, as mail is written",
    filter: String.raw`awk '{if (sub(/=\r?$/,"")) printf "%s", $0; else print}' | sed -e 's/=3[Dd]/=/g' -e 's/=2[Dd]/-/g' -e 's/=2[Bb]/+/g' -e 's/=2[Ff]/\//g' -e 's/=0[Dd]$//'`,
    apply: (text) =>
      /=3D/i.test(text)
        ? endLine(text)
            .replace(/=\r?\n/g, "")
            .replace(/=3D/gi, "=")
            .replace(/=2D/gi, "-")
            .replace(/=2B/gi, "+")
            .replace(/=2F/gi, "/")
            .replace(/=0D$/gim, "")
        : text,
  },
  {
    what: "signs that are written as entities of HTML or XML",
    filter: String.raw`awk '{gsub(/&#(13|[xX]0*[dD]);/,""); gsub(/&#(10|[xX]0*[aA]);/,"\n"); gsub(/&#(43|[xX]2[bB]);/,"+"); gsub(/&#(45|[xX]2[dD]);/,"-"); gsub(/&#(47|[xX]2[fF]);/,"/"); gsub(/&#(61|[xX]3[dD]);/,"="); gsub(/&(nbsp|quot|lt|gt|amp);/," "); print}'`,
    apply: (text) =>
      /&#?\w{2,4};/.test(text)
        ? endLine(text)
            .replace(/&#(?:13|x0*d);/gi, "")
            .replace(/&#(?:10|x0*a);/gi, "\n")
            .replace(/&#(?:43|x2b);/gi, "+")
            .replace(/&#(?:45|x2d);/gi, "-")
            .replace(/&#(?:47|x2f);/gi, "/")
            .replace(/&#(?:61|x3d);/gi, "=")
            .replace(/&(?:nbsp|quot|lt|gt|amp);/g, " ")
        : text,
  },
  {
    what: "the colours of a terminal",
    filter: String.raw`tr -d '\033' | sed 's/\[[0-9;]*[mK]//g'`,
    apply: (text) =>
      text.includes("\x1b[") ? endLine(text.split("\x1b").join("")).replace(/\[[0-9;]*[mK]/g, "") : text,
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
            .replace(/(?<![:, ])[:, ]+$/, ""),
        )
        .filter((line) => line.length > 3)
        .map((line) => `${line}\n${line.startsWith("DEK-Info") ? "\n" : ""}`)
        .join(""),
  },
  {
    what: "something before each of its lines, such as its number or a time",
    filter: String.raw`sed -E -e 's/^.*(-----(BEGIN|END) )/\1/' -e t -e 's/^.*[^A-Za-z0-9+/=]([A-Za-z0-9+/=]+[[:space:]]*)$/\1/'`,
    apply: (text) => (/^.{1,120}-----BEGIN /m.test(text) ? endLine(text).replace(/^.+$/gm, withoutPrefix) : text),
  },
  {
    what: "lines BEGIN and END that are not written -----BEGIN …----- and -----END …-----",
    filter: String.raw`LC_ALL=C sed -E -e '/^[^A-Za-z]*([Bb][Ee][Gg][Ii][Nn]|[Ee][Nn][Dd])[^A-Za-z]/y/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/' -e 's/^[^A-Z]*(BEGIN|END)[^A-Z0-9]+([A-Z0-9 ]*[A-Z0-9])[^A-Z0-9]*$/-----\1 \2-----/'`,
    apply: (text) => text.replace(/^[^A-Za-z\r\n]*(?:BEGIN|END)[^A-Za-z\n].*$/gim, framed),
  },
];

/** awk and sed end the last line, too. */
function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function withoutBlankLines(text: string): string {
  const lines = endLine(text).split("\n").slice(0, -1);
  return lines
    .filter((line) => /[^ \t\v\f\r]/.test(line))
    .map((line) => `${line}\n`)
    .join("");
}

function withoutPrefix(line: string): string {
  const begun = line.replace(/^.*(-----(?:BEGIN|END) )/, "$1");
  return begun === line ? line.replace(/^.*[^A-Za-z0-9+/=]([A-Za-z0-9+/=]+[ \t\r]*)$/, "$1") : begun;
}

function framed(line: string): string {
  if (line.length > MAX_FRAME) return line;
  return line
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/^[^A-Z]*(BEGIN|END)[^A-Z0-9]+([A-Z0-9 ]*[A-Z0-9])[^A-Z0-9]*$/, "-----$1 $2-----");
}

/** Longer lines than this are no BEGIN or END, and would take long. */
const MAX_FRAME = 200;

import { gunzipSync } from "node:zlib";
import { inJson } from "./json-wrappers";
import { STDIN, shellQuote } from "./words";

/** What a file has been packed into, and how it is taken out of it. */
export interface Opened {
  /** In words, with "of" or "with" for what is inside: `base64 of`. */
  readonly what: string;
  /** Reads the standard input and writes the standard output. */
  readonly filter: string;
  readonly inside: Buffer;
  /** The name of what was taken out, where there may be several. */
  readonly name?: string;
}

const MAX_BYTES = 1024 * 1024;

/** Every way into a file that may hold PEM, DER or a bundle in another form. */
export function openings(bytes: Buffer): Opened[] {
  const text = bytes.toString("latin1");
  return [
    ...utf16(bytes),
    ...gzip(bytes),
    ...percent(text),
    ...inJson(bytes),
    ...entries(text),
    ...hexadecimal(text),
    ...dump(text),
    ...base64(text),
    ...inText(text),
  ];
}

function utf16(bytes: Buffer): Opened[] {
  const mark = bytes.subarray(0, 2).toString("hex");
  const zeros = [0, 1].map((at) => bytes.subarray(0, 64).filter((byte, i) => byte === 0 && i % 2 === at).length);
  const half = Math.min(bytes.length, 64) / 2;
  const order =
    mark === "fffe" || zeros[1]! > half * 0.8 ? "LE" : mark === "feff" || zeros[0]! > half * 0.8 ? "BE" : undefined;
  if (!order || bytes.length % 2 !== 0 || bytes.length < 4) return [];
  const marked = mark === "fffe" || mark === "feff";
  const little = order === "LE" ? bytes : Buffer.from(bytes).swap16();
  return [
    {
      what: "text in UTF-16, as some Windows tools write it, with",
      filter: `iconv -f UTF-16${marked ? "" : order} -t UTF-8`,
      inside: Buffer.from(little.toString("utf16le").replace(/^\ufeff/, ""), "utf8"),
    },
  ];
}

function gzip(bytes: Buffer): Opened[] {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return [];
  try {
    return [{ what: "gzip of", filter: "gunzip -c", inside: gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) }];
  } catch {
    return [];
  }
}

/** The certificate in a header or a query, e.g. $ssl_client_escaped_cert of nginx. */
function percent(text: string): Opened[] {
  if (!/^[\w.~%!*'()+/=-]+\s*$/.test(text) || !/%0A/i.test(text)) return [];
  try {
    const inside = Buffer.from(decodeURIComponent(text.trim()), "utf8");
    const script = `decodeURIComponent(${STDIN}.trim())`;
    return [{ what: "the form of a URL (with %0A) of", filter: `node -p ${shellQuote(script)}`, inside }];
  } catch {
    return [];
  }
}

/** Of UTF-8, in a text that was read as Latin-1. */
function withoutMark(text: string): string {
  return text.replace(/^\xef\xbb\xbf/, "");
}

/** As xxd and databases write bytes. */
function hexadecimal(text: string): Opened[] {
  const bare = withoutMark(text).replace(/^\s*(?:0x|\\x)|[\s:]+/gi, "");
  if (bare.length < 64 || bare.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(bare)) return [];
  const script = `process.stdout.write(Buffer.from(${STDIN}.replace(/^\\W*(?:0x|x)|[^0-9a-f]/gi, ""), "hex"))`;
  return [{ what: "hexadecimal digits of", filter: `node -e ${shellQuote(script)}`, inside: Buffer.from(bare, "hex") }];
}

/** As xxd, hexdump -C, od -t x1 and certutil print bytes: an offset, at most 16 bytes, and perhaps what they are as text. */
function dump(text: string): Opened[] {
  if (!/^[ \t]*[0-9a-f]{4,16}:?[ \t]+(?:[0-9a-f]{2}[ \t]{0,2}){4}/i.test(withoutMark(text))) return [];
  const digits = text.split("\n").map(
    (line) =>
      line
        .replace(/^\s*[0-9a-f]{4,16}:?(?:\s+|$)/i, "")
        .split(/\s{3}|\s[|>]/)[0]!
        .replace(/\s/g, "")
        .match(/^(?:[0-9a-f]{2}){0,16}/i)![0],
  );
  const line = String.raw`line.replace(/^\s*[0-9a-f]{4,16}:?(?:\s+|$)/i, "").split(/\s{3}|\s[|>]/)[0].replace(/\s/g, "").match(/^(?:[0-9a-f]{2}){0,16}/i)[0]`;
  const script = `process.stdout.write(Buffer.from(${STDIN}.split("\\n").map((line) => ${line}).join(""), "hex"))`;
  return [
    {
      what: "a dump of the bytes of",
      filter: `node -e ${shellQuote(script)}`,
      inside: Buffer.from(digits.join(""), "hex"),
    },
  ];
}

function base64(text: string): Opened[] {
  const bare = withoutMark(text)
    .replace(/\s+/g, "")
    .replace(/^(["'])(.*)\1$/s, "$2");
  if (bare.length < 64 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return [];
  const plain = text.replace(/\n/g, "") === bare && !/[_-]/.test(bare) && bare.length % 4 === 0;
  const script = `process.stdout.write(Buffer.from(${STDIN}.replace(/[^\\w+/-]/g, ""), "base64"))`;
  return [
    {
      what: "base64 of",
      filter: plain ? "base64 -d" : `node -e ${shellQuote(script)}`,
      inside: Buffer.from(bare, "base64"),
    },
  ];
}

const ENTRY = /^([ \t]*)((?:- )?(?:export |set |ENV )?["']?)([A-Za-z_][\w./-]{0,80})(["']?[ \t]*[:=][ \t]*)(.*)$/;

/** Values of YAML, dotenv, properties: on their line, or indented below it. */
function entries(text: string): Opened[] {
  const lines = text.split("\n");
  const names: readonly (string | undefined)[] = lines.map((line) => ENTRY.exec(line)?.[3]);
  return lines.flatMap((line, i): Opened[] => {
    const [, indent = "", before = "", name = "", , value = ""] = ENTRY.exec(line.trimEnd()) ?? [];
    if (name === "" || name === "Proc-Type" || name === "DEK-Info" || names.indexOf(name) !== i) return [];
    const key = name.replace(/[.\\/]/g, "\\$&");
    if (value.length >= 16) {
      const start = `^[[:space:]]*${before.replace(/["']/g, ".")}${key}.\\{0,1\\}[[:space:]]*[:=][[:space:]]*`;
      const inside = Buffer.from(`${value.replace(/^(["'])(.*)\1$/, "$2")}\n`, "latin1");
      const filter = `sed -n ${shellQuote(`/${start}/{s///; s/^["']//; s/[[:space:]]*$//; s/["']$//; p; q;}`)}`;
      return [{ what: `an entry ${name} with`, filter, inside, name }];
    }
    if (!/^(?:[|>][-+\d]*|<<[-~]?\w+|"""|'''|)$/.test(value)) return [];
    const below = lines.slice(i + 1);
    const end = below.findIndex((row) => row.trim() !== "" && /^[ \t]*/.exec(row)![0].length <= indent.length);
    const block = end === -1 ? below : below.slice(0, end);
    const isMapping = value === "" && ENTRY.test(block.find((row) => row.trim() !== "") ?? "");
    if (block.length === 0 || isMapping || /\t/.test(indent) || names.lastIndexOf(name) !== i) return [];
    const range = `/^${indent}${before.replace(/["']/g, ".")}${key}.\\{0,1\\}[[:space:]]*[:=]/,/^ \\{0,${indent.length}\\}[^[:space:]]/`;
    const filter = `sed -n ${shellQuote(`${range}s/^ \\{${indent.length + 1},\\}//p`)}`;
    const deeper = block.filter((row) => row.startsWith(" ".repeat(indent.length + 1)));
    const inside = Buffer.from(`${deeper.map((row) => row.replace(/^ +/, "")).join("\n")}\n`, "latin1");
    return [{ what: `an entry ${name} with`, filter, inside, name }];
  });
}

/** The longest run of base64 in some other text: XML, a data: URL. */
function inText(text: string): Opened[] {
  const runs: readonly string[] =
    text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}(?:\s+[A-Za-z0-9+/]{4,})*={0,2}/g) ?? [];
  const run = runs.find((candidate) => candidate.length >= 100 && /^(?:MI|LS0t)/.test(candidate));
  if (!run || run.length > text.trim().length - 4) return [];
  const index = runs.indexOf(run);
  const script = `Buffer.from(${STDIN}.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}(?:\\s+[A-Za-z0-9+/]{4,})*={0,2}/g)[${index}], "base64")`;
  return [
    {
      what: "text around base64 of",
      filter: `node -e ${shellQuote(`process.stdout.write(${script})`)}`,
      inside: Buffer.from(run, "base64"),
    },
  ];
}

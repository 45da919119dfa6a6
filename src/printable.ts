import { late } from "./late";

/**
 * What is not seen, or changes how the text around it is shown: controls (C0, DEL, C1), line separators, bidirectional
 * and other format characters, what Unicode has invisible by default, halves of surrogate pairs, and what is no character.
 */
const INVISIBLE = ["Cc", "Cf", "Zl", "Zp", "Default_Ignorable_Code_Point", "Cs", "Noncharacter_Code_Point"];
/** Made when it is needed, as that takes more than a millisecond; so does a literal, when its file is loaded. */
const invisible = late(() => new RegExp(`[${INVISIBLE.map((property) => `\\p{${property}}`).join("")}]`, "gu"));

/** Most texts. */
const PLAIN = /^[\x20-\x7e]*$/;

/** A text of someone else on one line, with `\u202e` and the like in place of what does something when printed. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(invisible(), escaped);
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text.replace(invisible(), (it) => (it === "\n" ? it : escaped(it)));
}

/** A value of JSON with every text in it printable, and everything else as it is. */
export function printableValue<T>(value: T): T {
  return mapTexts(value) as T;
}

/**
 * JSON in which such characters are written as JSON's escapes: nothing is lost.
 *
 * @param indent 0 for one line
 */
export function printableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(invisible(), (it) => (it === "\n" ? it : escaped(it)));
}

function mapTexts(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (Array.isArray(value)) return value.map(mapTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member)]));
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

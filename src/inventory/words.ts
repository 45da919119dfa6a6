/** A sentence of ours; what a user or a certificate says in it is marked, so that each format shows it as a text. */
export type Words = readonly (string | Quoted)[];

interface Quoted {
  readonly quoted: string;
}

/** Texts that are put into it are quoted; numbers and other words are not. */
export function words(parts: TemplateStringsArray, ...values: readonly (string | number | Words)[]): Words {
  return parts.flatMap((part, i) => {
    const value = values[i];
    if (value === undefined) return [part];
    if (typeof value === "object") return [part, ...value];
    return [part, typeof value === "number" ? String(value) : { quoted: value }];
  });
}

export function joinWords(all: readonly Words[], separator: string): Words {
  return all.flatMap((one, i) => (i === 0 ? one : [separator, ...one]));
}

/** Words with every quoted text written by `show`; our own have no sign that a format would read. */
export function renderWords(all: Words, show: (quoted: string) => string): string {
  return all.map((part) => (typeof part === "string" ? part : show(part.quoted))).join("");
}

import type { PemBlock } from "./pem-blocks";

/** A path as an argument of a shell command. */
export function shellQuote(path: string): string {
  return /^[\w./@%+=:-]+$/.test(path) && !path.startsWith("-") ? path : `'${path.replace(/'/g, "'\\''")}'`;
}

/** A name for what a command writes, beside the file: `certs/acme.key`, `fixed` → `certs/acme.fixed.key`. */
export function beside(path: string, word: string, extension?: string): string {
  const match = /^(.*?)(\.[^./\\]*)?$/s.exec(path)!;
  return `${match[1]}${word === "" ? "" : `.${word}`}${extension ?? match[2] ?? ""}`;
}

/** Where a block stands in its file, in words. */
export function placeOf({ number, line }: Pick<PemBlock, "number" | "line">, count: number): string {
  return count === 1 ? `block at line ${line}` : `block ${number} of ${count}, line ${line}`;
}

/** `a certificate`, `an X509 CRL`. */
export function withArticle(noun: string): string {
  return `${/^(?:[aeio]|X509|RSA|EC\b|SSH)/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** `a, b and c` */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The commands that decode the one block of a file. */
export function base64Of(path: string, label: string): string {
  const block = `sed -n '/-----BEGIN ${label}-----/,/-----END/p' ${shellQuote(path)}`;
  return `${block} | grep -v -e '-----' | tr -d '[:space:]' | base64 -d`;
}

/** The standard input, in a script of a command for Node; a byte order mark counts as white space. */
export const STDIN = 'String(require("fs").readFileSync(0))';

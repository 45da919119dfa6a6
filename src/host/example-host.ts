import { alternatives, isFullHost, matchesHost } from "./host-pattern";

/**
 * A host that a pattern matches: `example.acme.com` for `*.acme.com`. Undefined where none is found, which may
 * happen with character classes and extended globs.
 *
 * @param word what a wildcard stands for
 */
export function exampleHost(pattern: string, word = "example"): string | undefined {
  if (isFullHost(pattern)) return pattern;
  return instances(pattern, [word]).find((host) => matchesHost(pattern, host));
}

/** A host that both patterns match; undefined where none is found. */
export function exampleForBoth(a: string, b: string, word = "example"): string | undefined {
  const both = (host: string) => matchesHost(a, host) && matchesHost(b, host);
  const wordsOf = (pattern: string) => [word, ...alternatives(pattern).flatMap(literals)];
  return [...instances(a, wordsOf(b)), ...instances(b, wordsOf(a))].find(both);
}

/** The pattern with its wildcards replaced by each of the words. */
function instances(pattern: string, words: readonly string[]): string[] {
  return alternatives(pattern).flatMap((alternative) =>
    words.flatMap((word) => [
      alternative.replace(MAGIC, (magic) => standIn(magic, word)),
      alternative.replace(MAGIC, (magic) => standIn(magic, "")),
    ]),
  );
}

const MAGIC = /[?*+@!]\([^()]*\)|\[[^\]]*\]|\*+|\?/g;

function standIn(magic: string, word: string): string {
  if (magic === "?") return "x";
  if (magic.startsWith("[")) return /[a-z0-9]/.exec(magic)?.[0] ?? "x";
  if (magic.endsWith(")")) return magic.slice(2, -1).split("|")[0]!;
  return word;
}

/** The texts between the wildcards, alone and together: `a*.acme.com` gives `a`, `a.acme.com`. */
function literals(alternative: string): string[] {
  const parts = alternative.split(MAGIC).map((part) => part.split(".")[0]!);
  return [...parts, parts.join(""), alternative.replace(MAGIC, "")].filter((part) => part !== "");
}

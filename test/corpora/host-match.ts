// The tables of minimatch and Cypress about patterns, and how a pattern of theirs is put to our matcher.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { MinimatchOptions } from "minimatch";
import { normaliseHost } from "../../src/host/host-name";
import { isFullHost, matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";

const FOLDER = join(process.env.CORPORA ?? resolve(__dirname, "../../../shared/corpora"), "host-match");

export const isThere = existsSync(FOLDER);
if (!isThere) console.log(`corpora: ${FOLDER} is not there, so its patterns were not matched (set CORPORA)`);

export interface Pair {
  readonly pattern: string;
  readonly text: string;
  readonly options: MinimatchOptions;
  readonly expect: boolean;
}

export interface Case {
  readonly id: string;
  readonly pattern: string;
  readonly files: readonly string[];
}

export interface UrlRow {
  readonly matcher: string;
  readonly url: string;
  readonly expect: boolean;
}

export interface CypressTable {
  readonly urlMatcher: readonly UrlRow[];
  readonly parsedUrl: readonly { readonly url: string; readonly host: string }[];
  readonly blocked: readonly { readonly pattern: string; readonly url: string; readonly expect: boolean }[];
}

export const pairs: readonly Pair[] = isThere ? read("minimatch-pairs.json").pairs : [];
export const cases: readonly Case[] = isThere ? read("minimatch-patterns.json").cases : [];
export const cypress: CypressTable = isThere
  ? read("cypress-url-matcher.json")
  : { urlMatcher: [], parsedUrl: [], blocked: [] };

function read(name: string) {
  return JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
}

/** What our matcher says; a pattern without magic is a name, which meets the host once both are normalised. */
export function ours(pattern: string, text: string): boolean {
  return isFullHost(pattern) ? matchesHost(normal(pattern), normal(text)) : matchesHost(pattern, text);
}

function normal(text: string): string {
  try {
    return normaliseHost(text);
  } catch {
    return text;
  }
}

/** What a request can be for, as it meets the patterns. */
export function isHost(text: string): boolean {
  try {
    return normaliseHost(text) === text;
  } catch {
    return false;
  }
}

/** The pattern as it would be registered; undefined where the declaration is refused. */
export function registrable(pattern: string): string | undefined {
  const judged = judgeHost(pattern, { allowBroadHost: true });
  return judged.findings.length === 0 ? judged.pattern : undefined;
}

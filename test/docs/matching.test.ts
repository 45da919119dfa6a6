// What docs/matching.md says of patterns and of others is run: each row, "there" and "here".
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../src/host/glob";
import { hostOf } from "../../src/host/host-name";
import { matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";
import { winner } from "../../src/host/rank";
import { certificate, extension } from "../support/certificates";
import { cypressChooses, cypressMatches } from "../support/cypress";
import { sequence, tlv } from "../support/der";
import { registrationFor } from "../support/registrations";
import { codesIn, tableBelow } from "./tables";

const document = readFileSync(resolve(__dirname, "../../docs/matching.md"), "utf8");

const PATTERNS = tableBelow(document, "## Patterns");
const MINIMATCH = tableBelow(document, "### From minimatch's defaults");
const RFC = tableBelow(document, "### From RFC 6125 and RFC 9525");
const CYPRESS = tableBelow(document, "### From Cypress");

test.each(PATTERNS)("the table of patterns: %s", (pattern, matching, others) => {
  const [host] = codesIn(pattern!);
  expect(judgeHost(host!).findings).toEqual([]);
  expect(codesIn(matching!).map((name) => [name, matchesHost(host!, name)])).toEqual(
    codesIn(matching!).map((name) => [name, true]),
  );
  const not = others === "everything else" ? ["acme.com", "api.acme.com"] : codesIn(others!);
  expect(not.filter((name) => matchesHost(host!, name))).toEqual([]);
});

test("what the document calls too broad is refused as such, and the rest of it is not", () => {
  const [, examples = "", fine = ""] =
    /Refused as too broad.*?such as (.*?)\. A name that is not on that list, such as (.*?), is fine/s.exec(document)!;
  const judged = (text: string) => codesIn(text).map((host) => judgeHost(host).findings.map(({ code }) => code));
  expect(judged(examples).length).toBeGreaterThan(4);
  expect(judged(examples).flat()).toEqual(judged(examples).map(() => "host-too-broad"));
  expect(judged(fine)).toEqual([[]]);
});

test.each(MINIMATCH)("from minimatch's defaults: %s", (_, patternCell, hostCell, there, here) => {
  const [pattern = "", host = ""] = [patternCell!, hostCell!].flatMap(codesIn);
  expect([answer(minimatch(host, pattern)), hereFor(pattern, host)]).toEqual([there, here]);
});

test("the document names each frozen option, and all other rows are differences", () => {
  for (const option of Object.keys(MATCH_OPTIONS))
    expect(MINIMATCH.filter(([what]) => what!.includes(`\`${option}\``))).toHaveLength(1);
  const alike = [...MINIMATCH, ...RFC, ...CYPRESS].filter((row) => row.at(-1) === row.at(-2));
  expect(alike.map(([what]) => what)).toEqual([expect.stringContaining("no difference")]);
});

test.each(RFC)("from RFC 6125 and RFC 9525: %s", (_, patternCell, hostCell, there, here) => {
  const [pattern = "", host = ""] = [patternCell!, hostCell!].flatMap(codesIn);
  expect([answer(isGoodFor(pattern, host)), hereFor(pattern, host)]).toEqual([there, here]);
});

test.each(CYPRESS)("from Cypress: %s", (_, theirs, ours, requestCell, there, here) => {
  const [matchers, patterns, [request = ""]] = [codesIn(theirs!), codesIn(ours!), codesIn(requestCell!)] as const;
  if (matchers.length > 1) {
    expect(place(matchers, cypressChooses(matchers, request))).toBe(there);
    const registrations = patterns.map((host, order) => registrationFor({ host, order }));
    expect(place(patterns, winner(hostOf(request), registrations)?.host)).toBe(here);
    return;
  }
  expect([answer(cypressMatches(matchers[0]!, request)), hereFor(patterns[0]!, hostOf(request))]).toEqual([
    there,
    here,
  ]);
});

/** The rule of the RFCs, by OpenSSL: a server's certificate for the pattern is good for the host. */
function isGoodFor(pattern: string, host: string): boolean {
  const names = sequence(tlv(0x82, Buffer.from(pattern)));
  const { der } = certificate("CN=server", { extensions: [extension("2.5.29.17", names)] });
  return new X509Certificate(der).checkHost(host, { partialWildcards: false }) !== undefined;
}

function hereFor(declared: string, host: string): string {
  const { pattern, findings } = judgeHost(declared);
  return answer(findings.length === 0 ? matchesHost(pattern, host) : undefined);
}

function answer(matches: boolean | undefined): string {
  return matches === undefined ? "refused" : matches ? "matches" : "no match";
}

function place(all: readonly string[], one: string | undefined): string {
  return ["the first", "the second"][all.indexOf(one!)] ?? "none";
}

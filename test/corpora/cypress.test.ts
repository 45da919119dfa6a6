// Cypress's table of client certificates by URL: our answer for the host, and what differs on purpose.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { hostOf } from "../../src/host/host-name";
import { matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";
import { tableBelow } from "../docs/tables";
import { cypressMatches } from "../support/cypress";
import { cypress, isThere, registrable } from "./host-match";

/** The kinds of difference that the table shows, by the words that docs/matching.md has for each. */
const KINDS = {
  url: "a host is declared, not a URL",
  path: "a path makes no difference",
  port: "a port makes no difference",
  broad: "hosts of other owners are not matched",
} as const;

/** Differences that the table has no row for; the document's own examples are run by test/docs. */
const BEYOND_THE_TABLE = ["`?` is a sign", "`[…]` is a sign", "of several, a full host", "of several wildcards"];

type Kind = keyof typeof KINDS;

interface Row {
  readonly matcher: string;
  readonly url: string;
  readonly expect: boolean;
}

const blocked = cypress.blocked.filter(({ url }) => URL.canParse(url));
const rows: readonly Row[] = [...cypress.urlMatcher, ...blocked.map((row) => ({ ...row, matcher: row.pattern }))];

(isThere ? describe : describe.skip)("Cypress's table", () => {
  test("the rule of Cypress, as we restate it, gives its own answers", () => {
    const { urlMatcher } = cypress;
    expect(urlMatcher.filter(({ matcher, url, expect: answer }) => cypressMatches(matcher, url) !== answer)).toEqual(
      [],
    );
    expect(urlMatcher.length).toBeGreaterThan(10);
  });

  test("our answer for the host is that of Cypress, but for paths and ports", () => {
    const differing = rows.filter(({ matcher, url, expect: answer }) => matchesByHost(matcher, url) !== answer);
    const unexplained = differing.filter(({ matcher }) => !hasPath(matcher) && !hasPort(matcher));
    console.log(
      `Cypress: ${rows.length - differing.length} of ${rows.length} rows agree, ${differing.length} by design`,
    );
    expect(unexplained).toEqual([]);
  });

  test("a URL of Cypress is refused with the host that it has in Cypress as the fix, if that one is taken", () => {
    const urls = cypress.parsedUrl.filter(({ url }) => url !== "*");
    const fix = (host: string) =>
      judgeHost(host).findings.length === 0 ? `write "${host}"` : "write a host name, e.g. api.acme.com";
    expect(urls.map(({ url }) => judgeHost(url).findings[0]?.fix)).toEqual(urls.map(({ host }) => fix(host)));
  });

  test("docs/matching.md lists the kinds of difference that there are, and no other", () => {
    const counts = new Map<Kind, number>();
    for (const kind of rows.flatMap(kindsOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    console.log(`Cypress: ${[...counts].map(([kind, count]) => `${count} ${KINDS[kind]}`).join(", ")}`);

    const document = readFileSync(resolve(__dirname, "../../docs/matching.md"), "utf8");
    const listed = tableBelow(document, "### From Cypress").map(([what]) => what!);
    const expected = [...[...counts.keys()].map((kind) => KINDS[kind]), ...BEYOND_THE_TABLE];
    const unlisted = expected.filter((words) => listed.filter((what) => what.startsWith(words)).length !== 1);
    expect(unlisted).toEqual([]);
    expect(listed).toHaveLength(expected.length);
  });
});

function kindsOf({ matcher, url, expect: answer }: Row): Kind[] {
  const differs = matchesByHost(matcher, url) !== answer;
  return [
    ...(matcher.includes("://") ? (["url"] as const) : []),
    ...(differs && hasPath(matcher) ? (["path"] as const) : []),
    ...(differs && hasPort(matcher) ? (["port"] as const) : []),
    ...(judgeHost(hostPart(matcher)).findings.some(({ code }) => code === "host-too-broad")
      ? (["broad"] as const)
      : []),
  ];
}

function matchesByHost(matcher: string, url: string): boolean {
  const pattern = registrable(hostPart(matcher));
  if (pattern === undefined) throw new Error(`the host of ${matcher} cannot be declared`);
  return matchesHost(pattern, hostOf(url));
}

function hostPart(matcher: string): string {
  return matcher.replace(/^https?:\/\//, "").replace(/[:/].*$/, "");
}

function hasPath(matcher: string): boolean {
  return /[^/:]\/./.test(matcher);
}

function hasPort(matcher: string): boolean {
  return /:\d+/.test(matcher);
}

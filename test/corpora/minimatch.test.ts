// minimatch's own table of patterns: our matcher gives what the minimatch that we ship gives, and the index hides none of it.
import { type MinimatchOptions, minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../src/host/glob";
import { ManifestStore } from "../../src/registry/manifest";
import { resolve } from "../../src/registry/resolve";
import { registrationFor } from "../support/registrations";
import { cases, isHost, isThere, ours, type Pair, pairs, registrable } from "./host-match";

/** Written out again, so that a change of the frozen ones does not go unnoticed. */
const FROZEN: MinimatchOptions = { nocase: true, nonegate: true, nocomment: true, dot: true };

/** Why minimatch's table, under its own options, may say something else. Each frozen option has its row in docs/matching.md. */
const REASONS: Record<string, string> = {
  nocase: "the table matches with case; hosts have none",
  dot: "the table keeps `*` from a leading dot; no host has one",
  nonegate: "the table negates with `!`; such a declaration is refused",
  nocomment: "the table has comments; such a declaration is refused",
  noext: "the table turns extended globs off",
  noglobstar: "the table turns `**` off",
  matchBase: "the table matches the last part of a path",
  newer: "minimatch 11 itself differs from the table, which is that of 10.2.6",
};

/** Differences that only paths have: no host can be asked for that. */
const PATHS_ONLY = ["dot", "noglobstar", "matchBase"];

(isThere ? describe : describe.skip)("minimatch's table", () => {
  test("every pair of pattern and text gets what minimatch gives under the frozen options", () => {
    const wrong = pairs.filter(({ pattern, text }) => ours(pattern, text) !== minimatch(text, pattern, FROZEN));
    console.log(`minimatch: ${pairs.length - wrong.length} of ${pairs.length} pairs agree under the frozen options`);
    expect(wrong).toEqual([]);
  });

  test("every case picks the texts that minimatch picks", () => {
    const wrong = cases.filter(({ pattern, files }) => {
      const picked = files.filter((file) => ours(pattern, file));
      return picked.join("\n") !== minimatch.match([...files], pattern, FROZEN).join("\n");
    });
    console.log(`minimatch: ${cases.length - wrong.length} of ${cases.length} cases agree under the frozen options`);
    expect(wrong.map(({ id, pattern }) => `${id} ${pattern}`)).toEqual([]);
  });

  test("where the table says something else, one listed reason explains it", () => {
    const different = pairs.filter((pair) => ours(pair.pattern, pair.text) !== pair.expect);
    const explained = different.map((pair) => ({ ...pair, reason: reasonFor(pair) }));
    const counts = Object.keys(REASONS).map((reason) => {
      const count = explained.filter((pair) => pair.reason === reason).length;
      return `  ${count} ${reason}: ${REASONS[reason]}`;
    });
    console.log(`minimatch: ${different.length} of ${pairs.length} pairs differ from the table\n${counts.join("\n")}`);
    expect(explained.filter(({ reason }) => reason === undefined)).toEqual([]);
    expect(explained.filter(({ reason, text }) => PATHS_ONLY.includes(reason!) && isHost(text))).toEqual([]);
  });

  test("the index hides no match that minimatch gives, alone and below a domain", async () => {
    const hosts = [...new Set(pairs.map(({ text }) => text))].filter(isHost);
    const patterns = [...new Set(pairs.map(({ pattern }) => pattern))].filter((pattern) => registrable(pattern));
    let matches = 0;
    for (const { inPattern, inHost } of PLACES) {
      const declared = [...new Set(patterns.map((pattern) => registrable(inPattern(pattern))))].filter(isDefined);
      const store = storeOf(declared);
      for (const host of new Set(hosts.map(inHost).filter(isHost))) {
        const { certificate, considered } = await resolve(store, host, { explain: true });
        const found = considered!.filter(({ rank }) => rank !== null).map((entry) => entry.host);
        const expected = declared.filter((pattern) => minimatch(host, pattern, FROZEN));
        expect([host, found.sort()]).toEqual([host, expected.sort()]);
        expect(certificate === null).toBe(expected.length === 0);
        matches += expected.length;
      }
    }
    console.log(`minimatch: ${matches} matches of ${patterns.length} patterns and ${hosts.length} hosts are resolved`);
    expect(matches).toBeGreaterThan(1000);
  });

  test("the frozen options are the ones of the table's comparison", () => {
    expect(MATCH_OPTIONS).toEqual(FROZEN);
  });
});

/** The patterns of the table have few dots: they are put in the place of each label of a longer name, and optional labels before it. */
const PLACES: readonly { readonly inPattern: (label: string) => string; readonly inHost: (label: string) => string }[] =
  [
    ...[
      (label: string) => label,
      (label: string) => `${label}.acme.com`,
      (label: string) => `www.${label}.acme.com`,
      (label: string) => `www.acme.${label}`,
      (label: string) => `${label}.api.${label}`,
    ].map((place) => ({ inPattern: place, inHost: place })),
    { inPattern: (label) => `{,www.}${label}.acme.com`, inHost: (label) => `${label}.acme.com` },
    { inPattern: (label) => `{${label}.,}acme.com`, inHost: () => "acme.com" },
  ];

function storeOf(patterns: readonly string[]): ManifestStore {
  return new ManifestStore(
    patterns.map((host, order) => ({
      ...registrationFor({ host, order }),
      registry: "client-certificates",
      files: {},
      directory: "cdktf.out",
    })),
  );
}

/** The one option by which the table's answer comes out, when it is taken as the table has it. */
function reasonFor({ pattern, text, options, expect: expected }: Pair): string | undefined {
  if (minimatch(text, pattern, options) !== expected) return "newer";
  const names = [...new Set([...Object.keys(FROZEN), ...Object.keys(options)])] as (keyof MinimatchOptions)[];
  const reason = names.find(
    (name) => minimatch(text, pattern, { ...FROZEN, [name]: options[name] ?? false }) === expected,
  );
  return reason !== undefined && reason in REASONS ? reason : undefined;
}

function isDefined(pattern: string | undefined): pattern is string {
  return pattern !== undefined;
}

import fc from "fast-check";
import { isFullHost, matchesHost } from "../../src/host/host-pattern";
import { covers, intersect, overlaps } from "../../src/host/overlap";
import type { Rankable } from "../../src/host/rank";
import { host, hostWithPatterns, pattern } from "./patterns";

const declared = (declaration: string, hostPattern: string, addedAt?: string): Rankable => ({
  declaration,
  host: hostPattern,
  addedAt,
  order: 0,
});
const [OLD, NEW] = ["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"];

test.each([
  ["*.acme.com", "*.api.acme.com", true],
  ["*.acme.com", "api.acme.com", true],
  ["a*.acme.com", "*b.acme.com", true],
  ["a*.acme.com", "b*.acme.com", false],
  ["*.acme.com", "*.acme.org", false],
  ["{a,b}.acme.com", "{b,c}.acme.com", true],
  ["{a,b}.acme.com", "{c,d}.acme.com", false],
])("do %s and %s overlap: %s", (a, b, expected) => {
  expect([intersect(a, b), intersect(b, a)]).toEqual([expected, expected]);
});

test("patterns that both match some host are found to overlap", () => {
  fc.assert(
    fc.property(hostWithPatterns(2), ([name, [a, b]]) => {
      expect([matchesHost(a!, name), matchesHost(b!, name)]).toEqual([true, true]);
      expect(intersect(a!, b!)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("a pattern that covers another matches every host of it", () => {
  const names = fc.sample(host, { numRuns: 300, seed: 1 });
  fc.assert(
    fc.property(hostWithPatterns(2), pattern, ([, [a, b]], c) => {
      for (const [outer, inner] of [
        [a!, b!],
        [a!, c],
        [c, a!],
      ] as const) {
        if (!covers(outer, inner)) continue;
        expect(names.filter((name) => matchesHost(inner, name) && !matchesHost(outer, name))).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

test("the index finds the same overlaps as comparing every pair", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(host, pattern), { maxLength: 12 }), (hosts) => {
      const all = hosts.map((text, i) => ({ ...declared(`D${i}`, text), order: i }));
      const pairs = all.flatMap((a, i) => all.slice(i + 1).filter((b) => intersect(a.host, b.host)));
      expect(overlaps(all)).toHaveLength(pairs.length);
    }),
    { numRuns: 500 },
  );
});

test("a full host name decides; the older wildcard below a newer one is shadowed; the same moment is a tie", () => {
  expect(overlaps([declared("Wild", "*.acme.com", NEW), declared("Full", "www.acme.com", OLD)])).toMatchObject([
    { winner: { declaration: "Full" }, decided: true, shadowed: false, tie: false, hosts: "www.acme.com" },
  ]);
  expect(overlaps([declared("Narrow", "*.api.acme.com", OLD), declared("Wide", "*.acme.com", NEW)])).toMatchObject([
    { winner: { declaration: "Wide" }, decided: true, shadowed: true, hosts: "*.api.acme.com" },
  ]);
  expect(overlaps([declared("A", "*.api.acme.com", NEW), declared("B", "*.acme.com", NEW)])).toMatchObject([
    { tie: true },
  ]);
  expect(overlaps([declared("A", "*.api.acme.com"), declared("B", "*.acme.com")])).toMatchObject([
    { decided: false, tie: false },
  ]);
});

test("the same pattern twice is said to be the same", () => {
  expect(overlaps([declared("A", "*.acme.com"), declared("B", "*.acme.com")])).toMatchObject([{ same: true }]);
  expect(isFullHost("acme.com")).toBe(true);
});

describe("the longest patterns with 64 alternatives", () => {
  const end = ".acme.com";
  const sixty4 = (one: (letter: string) => string) =>
    Array.from({ length: 64 }, (_, i) =>
      one(String.fromCharCode(97 + (i % 26)) + (i < 26 ? "" : Math.floor(i / 26))),
    ).join(",");
  const patterns = [
    `${"*x".repeat(24)}{${sixty4((letter) => letter)}}${end}`,
    `{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}${"*?".repeat(100)}${end}`,
    `{*a,*b}{*a,*b}{*a,*b}{*a,*b}{*a,*b}{*a,*b}${"*?".repeat(90)}${end}`,
    `{*c,*d}{*c,*d}{*c,*d}{*c,*d}{*c,*d}{*c,*d}${"*?".repeat(90)}z${end}`,
    `{*a,}{*b,}{*c,}{*d,}{*e,}{*f,}${"*x".repeat(100)}${end}`,
    `${"?".repeat(170)}{${",".repeat(63)}}${end}`,
    `{${sixty4((letter) => `*${letter}`)}}${end}`.slice(-253),
    `*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*${"*a".repeat(95)}${end}`,
    `*{b,a}*{b,c}*{d,b}*{a,c}*{a,b}*{z,b}*${"*b".repeat(95)}${end}`,
  ];

  test("are compared each with each, and the same the other way round", () => {
    for (const a of patterns) for (const b of patterns) expect(intersect(a, b)).toBe(intersect(b, a));
  });

  test("are compared rightly", () => {
    expect(intersect(patterns[7]!, patterns[8]!)).toBe(false);
    expect(intersect(patterns[2]!, patterns[3]!)).toBe(true);
    expect(covers(`*${end}`, patterns[1]!.replaceAll("?", "q"))).toBe(true);
    expect(covers(patterns[4]!, `*x${end}`)).toBe(false);
  });
});

test.each([
  ["*.acme.com", "{a,b}.acme.com", true],
  ["{a,b}.acme.com", "{b,a}.acme.com", true],
  ["{a,b}.acme.com", "{b,c}.acme.com", false],
  ["*.acme.com", "{,www.}acme.com", false],
  ["{,*.}acme.com", "{,www.}acme.com", true],
  ["*a*.acme.com", "*aa*.acme.com", true],
  ["*aa*.acme.com", "*a*.acme.com", false],
  ["a*.acme.com", "*.acme.com", false],
  ["*-{eu,us}.acme.com", "api-{eu,us}.acme.com", true],
])("does %s cover %s: %s", (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

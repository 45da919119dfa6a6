import fc from "fast-check";
import { minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../src/host/glob";
import { indexKey, isFullHost, literalTail, lookupKeys, matchesHost } from "../../src/host/host-pattern";
import { host, hostWithPatterns, pattern } from "./patterns";

test.each([
  ["*.acme.com", "a.b.acme.com", true],
  ["*.acme.com", "www.acme.com", true],
  ["*.acme.com", "acme.com", false],
  ["*.acme.com", "www.acme.com.evil.test", false],
  ["acme.com", "acme.com", true],
  ["acme.com", "www.acme.com", false],
  ["{a,b}.acme.com", "b.acme.com", true],
  ["!(www).acme.com", "www.acme.com", false],
  ["::1", "::1", true],
])("the pattern %s and the host %s: %s", (given, name, expected) => {
  expect(matchesHost(given, name)).toBe(expected);
});

test("a full host name is a pattern without any magic, not merely one without an asterisk", () => {
  expect(["acme.com", "::1", "_x.acme.com"].every(isFullHost)).toBe(true);
  expect(["?.acme.com", "{a,b}.acme.com", "[a].acme.com", "+(a).acme.com", "*.acme.com"].some(isFullHost)).toBe(false);
});

test.each([
  ["*.api.acme.com", "api.acme.com"],
  ["{a,b}.api.acme.com", "api.acme.com"],
  ["*acme.com", "com"],
  ["acme.*", ""],
  ["*", ""],
  ["{,www.}acme.com", "acme.com"],
  ["{acme,partner}.com", "com"],
  ["+(a.b|c).acme.com", "acme.com"],
  ["{a.acme.com,b.example}", ""],
  ["{1..3}.acme.com", "acme.com"],
])("the literal tail of %s is %j", (given, expected) => {
  expect(literalTail(given)).toBe(expected);
});

test("a host of n labels is looked up under n + 2 keys, whatever is registered", () => {
  expect(lookupKeys("a.b.acme.com")).toEqual([
    "host#a.b.acme.com",
    "tail#a.b.acme.com",
    "tail#b.acme.com",
    "tail#acme.com",
    "tail#com",
    "tail#",
  ]);
});

test("whatever matches a host is filed under one of the keys that are looked up for it", () => {
  fc.assert(
    fc.property(hostWithPatterns(1), ([name, [wildcard]]) => {
      expect(matchesHost(wildcard!, name)).toBe(true);
      expect(lookupKeys(name)).toContain(indexKey(wildcard!));
    }),
    { numRuns: 3000 },
  );
});

test("matching is minimatch's own, under the frozen options", () => {
  expect(MATCH_OPTIONS).toEqual({ nocase: true, nonegate: true, nocomment: true, dot: true });
  expect(Object.isFrozen(MATCH_OPTIONS)).toBe(true);
  fc.assert(
    fc.property(pattern, host, (given, name) => {
      expect(matchesHost(given, name)).toBe(minimatch(name, given, MATCH_OPTIONS));
    }),
    { numRuns: 2000 },
  );
  const start = fc.constantFrom("*", "*.", "*a", "**", "*?", "*{a,b}");
  fc.assert(
    fc.property(host, host, start, fc.nat({ max: 20 }), (name, other, magic, at) => {
      const given = magic + name.slice(at);
      const noHosts = [name.toUpperCase(), `.${name}`, `${name}.`, `x/${name}`];
      const answers = (matches: (one: string) => boolean) => [name, other, ...noHosts].map(matches);
      expect(answers((one) => matchesHost(given, one))).toEqual(answers((one) => minimatch(one, given, MATCH_OPTIONS)));
    }),
    { numRuns: 2000 },
  );
});

import fc from "fast-check";
import { compareRank, type Rankable, rank, winner } from "../../src/host/rank";
import { host, pattern } from "./patterns";

const declared = (declaration: string, hostPattern: string, addedAt?: string, order = 0): Rankable => ({
  declaration,
  host: hostPattern,
  addedAt,
  order,
});

const order = (name: string, ...registrations: Rankable[]) =>
  rank(name, registrations)
    .filter((entry) => entry.rank !== null)
    .map(({ registration }) => registration.declaration);

test("a full host name wins over a newer wildcard", () => {
  expect(
    order(
      "www.acme.com",
      declared("Wild", "*.acme.com", "2026-02-01T00:00:00Z"),
      declared("Full", "www.acme.com", "2020-01-01T00:00:00Z"),
    ),
  ).toEqual(["Full", "Wild"]);
});

test("among wildcards the most recently added wins, however specific the other is", () => {
  expect(
    order(
      "a.api.acme.com",
      declared("Narrow", "*.api.acme.com", "2020-01-01T00:00:00Z"),
      declared("Wide", "*.acme.com", "2026-01-01T00:00:00Z"),
    ),
  ).toEqual(["Wide", "Narrow"]);
});

test("of those added at the same moment the later declaration wins", () => {
  const at = "2026-01-01T00:00:00Z";
  expect(order("a.acme.com", declared("First", "*.acme.com", at, 1), declared("Second", "?.acme.com", at, 2))).toEqual([
    "Second",
    "First",
  ]);
});

test("what is not deployed yet counts as added now, and says so", () => {
  const ranked = rank("a.acme.com", [
    declared("Dated", "*.acme.com", "2026-01-01T00:00:00Z"),
    declared("New", "?.acme.com"),
  ]);
  expect(ranked.map(({ registration }) => registration.declaration)).toEqual(["New", "Dated"]);
  expect(ranked[0]!.reason).toContain("the deployed registry goes by its first deployment");
});

test("every candidate is explained, also one that does not match", () => {
  const ranked = rank("www.acme.com", [
    declared("Full", "www.acme.com"),
    declared("Wild", "*.acme.com"),
    declared("Other", "{a,b}.acme.com"),
  ]);
  expect(ranked.map(({ rank: place, reason }) => [place, reason])).toEqual([
    [1, "names the host in full; wins over Wild: a full host name goes before a wildcard"],
    [2, "matches by the wildcard *.acme.com; loses to Full: a full host name goes before a wildcard"],
    [null, "{a,b}.acme.com does not match www.acme.com"],
  ]);
});

const registration = fc.record({
  declaration: fc.constantFrom("A", "B", "C"),
  host: fc.oneof(host, pattern),
  addedAt: fc.option(fc.constantFrom("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), { nil: undefined }),
  order: fc.nat({ max: 3 }),
});

test("the winner is the first of the ranking, in whatever order the candidates come", () => {
  fc.assert(
    fc.property(fc.array(registration, { maxLength: 8 }), host, (registrations, name) => {
      const first = rank(name, registrations).find((entry) => entry.rank === 1)?.registration;
      const best = winner(name, [...registrations].reverse());
      expect(best === undefined).toBe(first === undefined);
      if (best && first) expect(compareRank(best, first)).toBe(0);
    }),
  );
});

test("the order is total: antisymmetric and transitive", () => {
  fc.assert(
    fc.property(registration, registration, registration, (a, b, c) => {
      expect(Math.sign(compareRank(a, b))).toBe(-Math.sign(compareRank(b, a)) + 0);
      if (compareRank(a, b) <= 0 && compareRank(b, c) <= 0) expect(compareRank(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

import { barOf, position, scaleOf, ticks } from "../../src/page/scale";

const NOW = Date.parse("2026-11-24T00:00:00Z");
const span = (notBefore: string, notAfter: string) => ({
  notBefore: `${notBefore}T00:00:00Z`,
  notAfter: `${notAfter}T00:00:00Z`,
});
const year = span("2026-07-01", "2027-07-01");

test("the scale holds today and every certificate of an ordinary length", () => {
  const scale = scaleOf([year], NOW);
  expect(position(scale, scale.start)).toBe(0);
  expect(position(scale, scale.end)).toBe(1);
  const bar = barOf(scale, year);
  expect([bar.beginsBefore, bar.endsAfter]).toEqual([false, false]);
  expect(bar.from).toBeCloseTo(0.01, 2);
  expect(bar.to).toBeCloseTo(0.99, 2);
});

test("a certificate of ten years is cut, and does not crush the others", () => {
  const long = span("2026-11-01", "2036-11-01");
  const scale = scaleOf([year, long], NOW);
  expect(barOf(scale, long)).toMatchObject({ to: 1, endsAfter: true });
  const { from, to } = barOf(scale, year);
  expect(to - from).toBeGreaterThan(0.25);
});

test("what ended long ago is a mark at the left edge", () => {
  const old = span("2010-01-01", "2011-01-01");
  expect(barOf(scaleOf([old], NOW), old)).toEqual({ from: 0, to: 0.008, beginsBefore: true, endsAfter: false });
});

test("the ticks are the first days of months, quarters or years", () => {
  expect(ticks(scaleOf([year], NOW)).map(({ label }) => label)).toEqual(["Jul", "Oct", "2027", "Apr"]);
  expect(ticks(scaleOf([], NOW)).map(({ label }) => label)).toEqual(["Oct", "Nov", "Dec", "2027", "Feb", "Mar"]);
});

import { endsWithin, hasEnded, isEarly, readMoment, SOON_DAYS } from "../src/moment";

const AT = new Date("2026-11-24T12:00:00.500Z");

test.each([
  ["2026-11-24", "2026-11-24T00:00:00.000Z"],
  ["2026-11-24T09:30:00Z", "2026-11-24T09:30:00.000Z"],
  ["2026-11-24T09:30+01:00", "2026-11-24T08:30:00.000Z"],
  ["2028-02-29", "2028-02-29T00:00:00.000Z"],
])("%s is a moment", (text, moment) => expect(readMoment(text)?.toISOString()).toBe(moment));

test.each([
  "2026-02-30",
  "2026-02-29T10:00:00Z",
  "2026-11-31",
  "2026-13-01",
  "2026-11-24T09:30:00",
  "24.11.2026",
  "now",
  "1",
  "",
])("%p is none", (text) => expect(readMoment(text)).toBeUndefined());

test("the second in which a certificate ends counts as ended", () => {
  expect(hasEnded("2026-11-24T12:00:00Z", AT)).toBe(true);
  expect(hasEnded("2026-11-24T12:00:01Z", AT)).toBe(false);
});

test("the second in which a certificate begins counts as begun", () => {
  expect(isEarly("2026-11-24T12:00:00Z", AT)).toBe(false);
  expect(isEarly("2026-11-24T12:00:01Z", AT)).toBe(true);
});

test("what has ended does not end soon", () => {
  expect(endsWithin(SOON_DAYS, "2026-12-24T12:00:00Z", AT)).toBe(true);
  expect(endsWithin(SOON_DAYS, "2026-12-24T12:00:01Z", AT)).toBe(false);
  expect(endsWithin(SOON_DAYS, "2026-11-24T12:00:00Z", AT)).toBe(false);
});

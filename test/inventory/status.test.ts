import { validityAt } from "../../src/inventory/status";

const NOW = new Date("2026-11-24T15:00:00Z");

test.each([
  ["2026-11-20T15:00:00Z", "2026-11-24T14:00:00Z", "expired", "expired today"],
  ["2026-11-20T15:00:00Z", "2026-11-23T23:00:00Z", "expired", "expired yesterday"],
  ["2026-11-20T15:00:00Z", "2026-11-23T14:00:00Z", "expired", "expired 1 day ago"],
  ["2026-11-20T15:00:00Z", "2026-11-24T23:00:00Z", "soon", "expires today"],
  ["2026-11-20T15:00:00Z", "2026-11-25T10:00:00Z", "soon", "expires tomorrow"],
  ["2026-11-20T15:00:00Z", "2026-11-25T15:00:00Z", "soon", "expires in 1 day"],
  ["2026-11-24T16:00:00Z", "2027-11-25T15:00:00Z", "not-yet", "valid today"],
  ["2026-11-25T01:00:00Z", "2027-11-25T15:00:00Z", "not-yet", "valid tomorrow"],
  ["2026-11-20T15:00:00Z", "2027-11-24T15:00:00Z", "valid", "valid for 365 days"],
  ["2026-11-20T15:00:00Z", "", "expired", "not valid: its dates cannot be read"],
  ["someday", "2027-11-24T15:00:00Z", "expired", "not valid: its dates cannot be read"],
])("from %s to %s is %s: %s", (notBefore, notAfter, status, words) =>
  expect(validityAt({ notBefore, notAfter }, NOW)).toEqual({ status, words }),
);

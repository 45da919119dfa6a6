import fc from "fast-check";
import { type PageState, readState, SORT_KEYS, writeState } from "../../src/page/state";

const text = fc.string({ unit: "grapheme" });
const state: fc.Arbitrary<PageState> = fc.record({
  filter: text,
  status: fc.constantFrom(undefined, "expired", "soon", "valid", "not-yet"),
  host: text,
  open: fc.array(text),
  sort: fc.constantFrom(...SORT_KEYS),
  descending: fc.boolean(),
});

test("what is looked at is read from an address as it was written", () => {
  fc.assert(fc.property(state, (it) => expect(readState(writeState(it))).toEqual(it)));
});

test("where all is as usual the address says nothing, and an address that says nothing is as usual", () => {
  expect(writeState(readState(""))).toBe("#");
});

test("whatever an address says, something is shown", () => {
  fc.assert(
    fc.property(text, (hash) => {
      expect(SORT_KEYS).toContain(readState(`#sort=${hash}&status=${hash}`).sort);
    }),
  );
});

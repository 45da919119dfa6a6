// A short run of the properties, on new inputs every time; npm run fuzz does many more. FUZZ_SEED repeats a run.
import fc from "fast-check";
import { PROPERTIES } from "./properties";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fffffff);
const RUNS = 300;

beforeAll(() => console.log(`fuzz: FUZZ_SEED=${seed}`));

test.each(Object.entries(PROPERTIES))(
  "%s: no throw, no hang, no accepted mismatch",
  (_, property) => {
    fc.assert(property, { seed, numRuns: RUNS });
  },
  60_000,
);

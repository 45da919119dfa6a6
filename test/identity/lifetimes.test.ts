// In every order of requests, renewals and endings: no unhandled rejection, no uncaught exception, no request that never
// settles, none without its certificate, and nothing closed that is left as the process's own.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { type Found, STEPS, type Step } from "../support/lifetimes";

jest.setTimeout(300_000);

/** Longer than any of these takes; who does not end by then is in a loop. */
const ENDS_MS = 270_000;

async function explore(orders: readonly (readonly Step[])[]): Promise<Found[]> {
  const script = join(__dirname, "../support/explore-lifetimes.ts");
  const options = { stdio: ["pipe", "pipe", "inherit"] as ["pipe", "pipe", "inherit"], timeout: ENDS_MS };
  const child = spawn(process.execPath, ["--import", "tsx", script], options);
  child.stdin.end(JSON.stringify(orders));
  const found = await text(child.stdout);
  return found === "" ? [{ steps: [], faults: ["the process does not end"] }] : JSON.parse(found);
}

test("any two steps, one after the other, with requests before and after", async () => {
  const orders = STEPS.flatMap((one) =>
    STEPS.map((other): Step[] => ["https", "undici", one, other, "fetch of the process"]),
  );
  expect(await explore(orders)).toEqual([]);
});

test("a renewal while requests run, and any two endings", async () => {
  const endings = STEPS.filter((step) => /close|destroy|install/.test(step));
  const orders = endings.flatMap((one) =>
    endings.map((other): Step[] => ["undici", "https", "pause", "pause", "renew", one, "https", "undici", other]),
  );
  expect(await explore(orders)).toEqual([]);
});

test("two installations, closed, uninstalled or destroyed in any order", async () => {
  const steps: readonly Step[] = [
    "install",
    "install other",
    "close other",
    "close",
    "uninstall",
    "destroy dispatcher",
  ];
  expect(await explore(permutations(steps))).toEqual([]);
});

test("longer orders, at random", async () => {
  const order = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 12 });
  const seed = Date.now();
  expect({ seed, found: await explore(fc.sample(order, { numRuns: 400, seed })) }).toEqual({ seed, found: [] });
});

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first) =>
    permutations(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
  );
}

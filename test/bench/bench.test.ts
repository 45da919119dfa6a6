import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Report } from "../../bench/report";

const TSX = require.resolve("tsx/cli");
const BENCH = resolve(__dirname, "../../bench/run.ts");

const run = (...parameters: readonly string[]) => promisify(execFile)(process.execPath, [TSX, BENCH, ...parameters]);

async function bench(...parameters: readonly string[]): Promise<string> {
  return (await run("--quick", ...parameters)).stdout;
}

test("every row of the benchmark is measured; how long it took is not judged here", async () => {
  const { isShort, results } = JSON.parse(await bench("--json")) as Report;
  expect(isShort).toBe(true);
  expect(results.length).toBeGreaterThan(20);
  const measured = results.filter((result) => "ratio" in result);
  for (const { ours, reference, ratio } of measured) {
    expect(Math.min(ours, reference)).toBeGreaterThan(0);
    expect(Number.isFinite(ours + reference + ratio)).toBe(true);
  }
  const lacks = results.filter((result) => "notMeasured" in result);
  const packages = lacks.filter(({ notMeasured }) => notMeasured.endsWith("is not installed"));
  expect(process.env.DEPLOY_TOOLS_MISSING ? [] : lacks).toEqual(packages);
}, 300_000);

test("--only measures the rows of that name, and prints a table", async () => {
  const table = await bench("--only", "P-256");
  expect(table).toMatch(/^inspect a P-256 pair: node:crypto .* ms .* <= 1\.5 x +(yes|no)$/m);
  expect(table).not.toContain("require(");
}, 60_000);

test("what is under way is told on stderr, row by row and round by round", async () => {
  const { stderr } = await run("--quick", "--only", "one catch-all");
  expect(stderr).toMatch(/^row 1 of 1: overlaps: .*\n {2}round 1 of 1$/m);
}, 60_000);

test.each([
  ["--fast", /--fast/],
  ["--only=nothing", /no row has "nothing" in its name:\n {2}inspect /],
  ["--write", /leave --only and --quick out/],
])(
  "the option %s that cannot be used ends it with 2, the reason and the usage",
  async (option, reason) => {
    const failure = run("--quick", option);
    await expect(failure).rejects.toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(reason) });
    await expect(failure).rejects.toMatchObject({ stderr: expect.stringContaining(await bench("--help")) });
  },
  60_000,
);

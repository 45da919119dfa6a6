// The runtime's tests, on the versions of Node that the one running this is not.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type NodeMajor, nodeBinary } from "./support/node-versions";

jest.setTimeout(600_000);

const OTHERS = (["20", "22", "24"] as const).filter((major) => major !== process.versions.node.split(".")[0]);

test.each(OTHERS)("the runtime's tests pass on Node %s", async (major: NodeMajor) => {
  const node = await nodeBinary(major);
  const runner = join(require.resolve("jest/package.json"), "../bin/jest.js");
  const { stdout, stderr } = await promisify(execFile)(node, [runner, "test/runtime", "--runInBand", "--json"], {
    cwd: join(__dirname, ".."),
    maxBuffer: 100 * 1024 * 1024,
  }).catch((failure) => {
    throw new Error(`on Node ${major}: ${failure.stderr}`);
  });
  const { numPassedTests, numPendingTests } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Record<string, number>;
  process.stdout.write(`Node ${major}: ${numPassedTests} tests of the runtime passed\n`);
  expect(stderr).toContain("PASS test/runtime/http-clients.test.ts");
  if (process.env.REQUIRE_DEPLOY_TESTS === "1") expect(numPendingTests).toBe(0);
});

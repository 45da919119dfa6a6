// The verdict does not depend on the version of Node, and of its OpenSSL, that judges.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describePackages } from "../support/describe-packages";
import { nodeBinary } from "../support/node-versions";
import { NODE_MAJORS, type NodeMajor } from "../support/packages";
import { type Case, filesOf, incompleteCase, stricterCases } from "./cases";
import { GROUPS } from "./groups";

describePackages(
  "node-20",
  "node-22",
  "node-24",
  "node-26",
)("the verdict", () => {
  test("Node 20, 22, 24 and 26 come to the same verdict with the same findings", () => {
    const judged = GROUPS.flatMap(([, cases]) => cases());
    const cases: readonly Case[] = [...judged, ...stricterCases(), incompleteCase()];
    const input = JSON.stringify(
      cases.map((one) => ({ ...one, files: filesOf(one), certificate: null, key: null, pfx: null })),
    );
    const answers: Verdicts[] = [];
    for (const major of NODE_MAJORS) answers.push(verdictsOf(major, input));

    const [first, ...others] = answers;
    const different = first!.verdicts.flatMap((verdict, i) => {
      const all = answers.map(({ version, verdicts }) => `${version}: ${verdicts[i]}`);
      return others.every(({ verdicts }) => verdicts[i] === verdict) ? [] : [all.join("; ")];
    });
    console.log(`Node: ${first!.verdicts.length} cases judged by ${answers.map(({ version }) => version).join(", ")}`);
    expect(different).toEqual([]);
    expect(answers.map(({ version, verdicts }) => [version.split(".")[0], verdicts.length])).toEqual(
      NODE_MAJORS.map((major) => [`v${major}`, cases.length]),
    );
  }, 300_000);
});

interface Verdicts {
  readonly version: string;
  readonly verdicts: readonly string[];
}

function verdictsOf(major: NodeMajor, input: string): Verdicts {
  const script = join(__dirname, "verdicts.cjs");
  const { stdout, stderr, status } = spawnSync(nodeBinary(major), [script], {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Node ${major} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

// The verdict does not depend on the version of Node, and of its OpenSSL, that judges.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describePackages } from "../support/describe-packages";
import { nodeBinary } from "../support/node-versions";
import { NODE_MAJORS, type NodeMajor } from "../support/packages";
import { type Case, filesOf, incompleteCase } from "./cases";
import { GROUPS } from "./groups";
import { STRICTER, stricterCases } from "./stricter";

/** In continuous integration one case of three, other ones in other runs: each Node judges them all over again. */
const SHARE = process.env.CI ? 3 : 1;
const TURN = Date.now() % SHARE;

describePackages(
  "node-20",
  "node-22",
  "node-24",
  "node-26",
)("the verdict", () => {
  test("Node 20, 22, 24 and 26 come to the same verdict with the same findings", async () => {
    const judged = GROUPS.flatMap(([, cases]) => cases());
    const all: readonly Case[] = [...judged, ...stricterCases(), incompleteCase()];
    const cases = all.filter((_, i) => i % SHARE === TURN);
    const input = JSON.stringify(
      cases.map((one) => ({ ...one, files: filesOf(one), certificate: null, key: null, pfx: null })),
    );
    const answers = await Promise.all(NODE_MAJORS.map((major) => verdictsOf(major, input)));

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
  }, 900_000);

  test("what we refuse for the sake of Node 20 is loaded by Node 26, and not by Node 20", async () => {
    const cases = STRICTER.filter(({ by }) => by === "a newer Node").flatMap((kind) => kind.cases());
    const material = cases.map(({ certificate, key, pfx, passphrase }) => ({
      ...(pfx ? { pfx: pfx.toString("base64") } : { cert: String(certificate), key: String(key) }),
      passphrase,
    }));
    const loaded = (major: NodeMajor) => answerOf(major, "loads.cjs", JSON.stringify(material));
    expect(await loaded("20")).toEqual(cases.map(() => false));
    expect(await loaded("26")).toEqual(cases.map(() => true));
  });
});

interface Verdicts {
  readonly version: string;
  readonly verdicts: readonly string[];
}

function verdictsOf(major: NodeMajor, input: string): Promise<Verdicts> {
  return answerOf(major, "verdicts.cjs", input);
}

/** What a program of this folder says in that version of Node. */
async function answerOf<T>(major: NodeMajor, program: string, input: string): Promise<T> {
  const child = spawn(nodeBinary(major), [join(__dirname, program)], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (status !== 0) throw new Error(`Node ${major} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

// The workflow of examples/pipeline: what it trusts, who sees a passphrase, and what a comment may hold.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runStep, stepsOf } from "../support/workflow";

const FILE = join(__dirname, "../../examples/pipeline/.github/workflows/client-certificates.yml");
const text = readFileSync(FILE, "utf8");

/** GitHub takes no longer comment. */
const MAX_COMMENT = 65_536;

test.each([FILE, join(__dirname, "../../.github/workflows/ci.yml")])(
  "%s: every action is pinned by the hash of its commit, with its version in words",
  (file) => {
    const uses = [...readFileSync(file, "utf8").matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(6);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  },
);

test("only the steps that need a passphrase are given it", () => {
  const steps = text.split(/^ {6}- /m);
  const given = steps.filter((step) => step.includes("secrets.")).map((step) => /^name: (\w+)/.exec(step)?.[1]);
  expect(given).toEqual(["Synth", "Plan", "Ask", "Deploy"]);
  expect(steps.filter((step) => step.includes("github.token")).map((step) => /^name: (\w+)/.exec(step)?.[1])).toEqual([
    "Comment",
  ]);
});

test.each([1, 3, 5_000])(
  "a review of %d lines fits the comment and comes first there; the plan is in the summary",
  async (lines) => {
    const folder = mkdtempSync(join(tmpdir(), "workflow-"));
    const review = [
      "## Client certificates",
      ...Array.from({ length: lines }, (_, i) => `- certificate ${i} ${"ü".repeat(40)}`),
      "",
    ].join("\n");
    writeFileSync(join(folder, "review.md"), review);
    writeFileSync(
      join(folder, "plan.txt"),
      `${"a line of the plan\n".repeat(100_000)}Plan: 3 to add, 0 to change, 0 to destroy.\n`,
    );
    const env = {
      PATH: process.env.PATH,
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      PULL_REQUEST: "7",
      RUN: "https://github.test/run",
    };
    for (const step of stepsOf(FILE).filter(({ job, name }) => job === "review" && /Summary|Comment/.test(name))) {
      await runStep({ ...step, run: step.run.replace(/^gh .*$/m, "") }, folder, env);
    }
    const comment = readFileSync(join(folder, "comment.md"), "utf8");
    expect(comment.length).toBeLessThan(MAX_COMMENT);
    expect(comment.startsWith("## Client certificates\n- certificate 0 ")).toBe(true);
    expect(comment).toContain("Plan: 3 to add, 0 to change, 0 to destroy. The whole plan: https://github.test/run");
    expect(comment.includes("There is more: see the job's summary")).toBe(lines > 3);
    const summary = readFileSync(join(folder, "summary.md"));
    expect(summary.length).toBeLessThan(2 ** 20);
    expect(summary.toString()).toContain("Plan: 3 to add");
  },
);

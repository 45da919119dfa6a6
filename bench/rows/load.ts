import { join } from "node:path";
import { installed } from "../../test/support/cache-folder";
import { PACKAGES } from "../../test/support/packages";
import { alternate } from "../alternate";
import { NotHere } from "../not-here";
import { run } from "../process";
import type { Row } from "../row";

const ROUNDS = 15;
const AT_MOST = 1.2;

export const loadRows: readonly Row[] = [
  load("cdktf-client-certificates", "cdktf"),
  load("cdktf-client-certificates/testing", "cdktf"),
  load("cdktf-client-certificates/cdktn", "cdktn"),
  load("cdktf-client-certificates/cdktn/testing", "cdktn"),
  load("cdktf-client-certificates/runtime", "undici"),
];

function load(ours: string, reference: string): Row {
  const beside = installed(...PACKAGES.cdktn!);
  // What only some have is in a folder of its own: npm run test:packages
  const env = beside && reference === "cdktn" ? { NODE_PATH: join(beside, "node_modules") } : {};
  const required = (name: string) => () => run<{ ms: number }>("load", { arguments: [name], env });
  return {
    name: `require("${ours}")`,
    reference: `require("${reference}")`,
    comparison: "times",
    goal: { atMost: AT_MOST },
    async measure(session) {
      if (reference === "cdktn" && !beside) throw new NotHere("cdktn is not installed: npm run test:packages");
      const measured = await alternate(session, ROUNDS, { ours: required(ours), reference: required(reference) });
      return { ours: measured.ours.ms, reference: measured.reference.ms, unit: "ms" };
    },
  };
}

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
  const required = (name: string) => () => run<{ ms: number }>("load", { arguments: [name] });
  return {
    name: `require("${ours}")`,
    reference: `require("${reference}")`,
    comparison: "times",
    goal: { atMost: AT_MOST },
    async measure(session) {
      if (!isInstalled(reference)) throw new NotHere(`${reference} is not installed`);
      const measured = await alternate(session, ROUNDS, { ours: required(ours), reference: required(reference) });
      return { ours: measured.ours.ms, reference: measured.reference.ms, unit: "ms" };
    },
  };
}

function isInstalled(name: string): boolean {
  try {
    return require.resolve(name) !== "";
  } catch {
    return false;
  }
}

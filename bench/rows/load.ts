import { alternate } from "../alternate";
import { run } from "../process";
import type { Row } from "../row";

const ROUNDS = 31;

export const loadRows: readonly Row[] = [
  load("cdktf-client-certificates", "cdktf", 1.3),
  load("cdktf-client-certificates/runtime", "undici", 1.5),
];

function load(ours: string, reference: string, atMost: number): Row {
  const required = (name: string) => () => run<{ ms: number }>("load", { arguments: [name] });
  return {
    name: `require("${ours}")`,
    reference: `require("${reference}")`,
    comparison: "times",
    goal: { atMost },
    async measure(session) {
      const measured = await alternate(session, ROUNDS, { ours: required(ours), reference: required(reference) });
      return { ours: measured.ours.ms, reference: measured.reference.ms, unit: "ms" };
    },
  };
}

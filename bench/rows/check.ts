import { statSync } from "node:fs";
import { alternate } from "../alternate";
import { check } from "../check";
import { run } from "../process";
import type { Goal, Measurement, Row } from "../row";
import { shared } from "../session";

const BARE = "a handler with undici and one signed call";

type Times = Readonly<Record<"load" | "cold" | "next", number>>;

export const checkRows: readonly Row[] = [
  {
    name: "check function: bundle, minified",
    reference: BARE,
    comparison: "times",
    goal: { atMost: 1.3 },
    async measure(session) {
      const { ours, bare } = await check(session);
      return { ours: statSync(ours).size / 1024, reference: statSync(bare).size / 1024, unit: "KB" };
    },
  },
  row("load", "load", "more", { atMost: 10 }),
  row("cold, load to first answer", "cold", "more", { atMost: 15 }),
  row("next run, all connections dead", "next", "times", { atMost: 1.1 }),
];

function row(name: string, which: keyof Times, comparison: "more" | "times", goal: Goal): Row {
  return {
    name: `check function: ${name}`,
    reference: which === "load" ? BARE : `${BARE}; host, certificate and secret's name are written in it`,
    comparison,
    goal,
    async measure(session): Promise<Measurement> {
      const { ours, reference } = await times(session);
      return { ours: ours[which], reference: reference[which], unit: "ms" };
    },
  };
}

const times = shared(async (session) => {
  const { ours, bare, env } = await check(session);
  const of = (bundle: string) => () => run<Times>("check", { arguments: [bundle, session.size(15, 1)], env });
  return alternate(session, 21, { ours: of(ours), reference: of(bare) });
});

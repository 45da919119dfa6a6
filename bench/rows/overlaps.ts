import { alternate } from "../alternate";
import { run } from "../process";
import type { Row } from "../row";

type Compared = Readonly<Record<"ours" | "reference", number>>;

export const overlapRows: readonly Row[] = [
  {
    name: "overlaps: 2,000 hosts below one catch-all",
    reference: "minimatch alone, which says only that each matches",
    comparison: "ours",
    goal: { atMost: 50 },
    async measure(session) {
      const once = () => run<Compared>("overlaps", { arguments: ["catch-all", session.size(2_000, 20)] });
      const { ours } = await alternate(session, 7, { ours: once, reference: once });
      return { ...ours, unit: "ms" };
    },
  },
  {
    name: "overlaps: the worst pair of patterns with 64 alternatives",
    reference: "minimatch alone: one of them matched with the others, as texts",
    comparison: "ours",
    goal: { atMost: 10 },
    async measure(session) {
      return { ...(await run<Compared>("overlaps", { arguments: ["pair", session.size(9, 1)] })), unit: "ms" };
    },
  },
];

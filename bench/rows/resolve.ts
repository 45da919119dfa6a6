import { alternate } from "../alternate";
import { run } from "../process";
import type { Goal, Row } from "../row";
import type { Session } from "../session";

/** A million registrations need more than Node takes by itself. */
const MUCH_MEMORY = ["--max-old-space-size=6144", "--expose-gc"];

export const resolveRows: readonly Row[] = [
  {
    name: "resolve a host among 100,000 patterns, embedded registry",
    reference: "scan of compiled minimatch patterns",
    comparison: "faster",
    goal: { atLeast: 5_000 },
    async measure(session) {
      return { ...micro(await compare(session, "scan", session.size(100_000, 200))), unit: "µs" };
    },
  },
  growth("resolve: growth, 30 hosts", "1,000,000 patterns (ours) against 1,000", "few", {
    atMost: 2,
  }),
  growth("resolve: growth, 30,000 hosts", "the same with hosts from all over", "many", { atMost: 4 }),
  {
    name: "resolve: memory of a pattern, of 1,000,000",
    reference: "a compiled minimatch pattern",
    comparison: "times",
    async measure(session) {
      const bytes = (whose: string, patterns: number) => () =>
        run<{ bytes: number }>("index-memory", { arguments: [whose, patterns], node: MUCH_MEMORY });
      const { ours, reference } = await alternate(session, 1, {
        ours: bytes("ours", session.size(1_000_000, 20_000)),
        reference: bytes("reference", session.size(100_000, 2_000)),
      });
      return { ours: ours.bytes, reference: reference.bytes, unit: "bytes" };
    },
  },
];

function growth(name: string, reference: string, hosts: string, goal: Goal): Row {
  return {
    name,
    reference,
    comparison: "times",
    goal,
    async measure(session) {
      return { ...micro(await compare(session, hosts, session.size(1_000_000, 4_000))), unit: "µs" };
    },
  };
}

interface Compared {
  readonly ours: number;
  readonly reference: number;
}

function compare(session: Session, what: string, patterns: number): Promise<Compared> {
  return run("resolve", { arguments: [what, patterns, session.size(11, 1), session.size(300, 1)], node: MUCH_MEMORY });
}

function micro({ ours, reference }: Compared): Compared {
  return { ours: ours * 1000, reference: reference * 1000 };
}

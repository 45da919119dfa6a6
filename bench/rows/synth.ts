import { isOnPath } from "../../test/support/tools";
import { alternate } from "../alternate";
import { NotHere } from "../not-here";
import { pairs } from "../pairs";
import { run } from "../process";
import type { Synthesised } from "../programs/synthesise";
import type { Row } from "../row";
import { type Session, shared } from "../session";

const ROUNDS = 3;
/** Of what takes long, and is far from its goal or linear. */
const FEW_ROUNDS = 1;

const certificates = (session: Session) => session.size(1_000, 5);

const HAND = "the same resources by hand: ready strings, nothing validated";

export const synthRows: readonly Row[] = [
  {
    name: "synth of 1,000 certificates: as documented",
    reference: "the same resources as cdktf documents them: 50 certificates, times 20",
    comparison: "faster",
    goal: { atLeast: 25 },
    async measure(session) {
      if (!isOnPath("terraform")) throw new NotHere("terraform is not on the PATH, and cdktf's DataResource asks it");
      const count = certificates(session);
      const fewer = session.size(50, 1);
      const both = {
        ours: () => synth(session, "synth-ours", count),
        reference: () => synth(session, "synth-documented", fewer),
      };
      const { ours, reference } = await alternate(session, FEW_ROUNDS, both, false);
      return { ours: ours.ms / 1000, reference: ((reference.ms / 1000) * count) / fewer, unit: "s" };
    },
  },
  {
    name: "synth of 1,000 certificates, each proved by a handshake",
    reference: `${HAND}, and the bare handshakes of the same pairs in a worker: their sum`,
    comparison: "times",
    goal: { atMost: 1.15 },
    async measure(session) {
      const { ours, reference } = await alternate(session, ROUNDS, {
        ours: () => synth(session, "synth-ours", certificates(session)),
        reference: async () => {
          const byHand = await synth(session, "synth-by-hand", certificates(session));
          const arguments_ = [pairs(session), certificates(session)];
          const { ms } = await run<{ ms: number }>("handshakes", { arguments: arguments_ });
          return { ...byHand, ms: byHand.ms + ms };
        },
      });
      return { ours: ours.ms / 1000, reference: reference.ms / 1000, unit: "s" };
    },
  },
  {
    name: "synth of 1,000 certificates, without the proof",
    reference: HAND,
    comparison: "times",
    goal: { atMost: 1.5 },
    async measure(session) {
      const { ours, reference } = await againstHand(session);
      return { ours: ours.ms / 1000, reference: reference.ms / 1000, unit: "s" };
    },
  },
  {
    name: "synth of 1,000 certificates: memory",
    reference: "the same by hand; peak of the whole process",
    comparison: "times",
    goal: { atMost: 1.3 },
    async measure(session) {
      const { ours, reference } = await againstHand(session);
      return { ours: ours.peakMb, reference: reference.peakMb, unit: "MB" };
    },
  },
  growth("time", "ms", "s", 10.5),
  growth("memory", "peakMb", "MB", 9),
  {
    name: "synth of 3 certificates, whole process",
    reference: "the same app without this package",
    comparison: "more",
    goal: { atMost: 150 },
    async measure(session) {
      const whole = (program: string) => async () => {
        const start = performance.now();
        await synth(session, program, 3);
        return { ms: performance.now() - start };
      };
      const both = { ours: whole("synth-ours"), reference: whole("synth-without") };
      const { ours, reference } = await alternate(session, 11, both);
      return { ours: ours.ms, reference: reference.ms, unit: "ms" };
    },
  },
];

function growth(what: string, which: "ms" | "peakMb", unit: "s" | "MB", atMost: number): Row {
  return {
    name: `synth: growth, 1,000 to 10,000, ${what}`,
    reference: "10,000 certificates (ours) against 1,000, without the proof",
    comparison: "times",
    goal: { atMost },
    async measure(session) {
      const { ours, reference } = await grown(session);
      const divisor = which === "ms" ? 1000 : 1;
      return { ours: ours[which] / divisor, reference: reference[which] / divisor, unit };
    },
  };
}

const grown = shared((session: Session) => {
  const unproved = (count: number) => () => synth(session, "synth-ours", count, "unproved");
  const both = { ours: unproved(10 * certificates(session)), reference: unproved(certificates(session)) };
  return alternate(session, FEW_ROUNDS, both, false);
});

const againstHand = shared(async (session: Session) => {
  const measured = await alternate(session, ROUNDS, {
    ours: () => synth(session, "synth-ours", certificates(session), "unproved"),
    reference: () => synth(session, "synth-by-hand", certificates(session)),
  });
  const { ours, reference } = measured;
  if (ours.resources !== reference.resources) {
    throw new Error(`${ours.resources} resources are compared with ${reference.resources}`);
  }
  return measured;
});

function synth(
  session: Session,
  program: string,
  count: number,
  how = "proved",
): Promise<Synthesised & Record<string, number>> {
  return run(program, { arguments: [pairs(session), count, how] });
}

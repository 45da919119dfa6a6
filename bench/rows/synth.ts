import { isOnPath } from "../../test/support/tools";
import { alternate } from "../alternate";
import { NotHere } from "../not-here";
import { pairs } from "../pairs";
import { run } from "../process";
import type { Synthesised } from "../programs/synthesise";
import type { Row } from "../row";
import { type Session, shared } from "../session";

const ROUNDS = 5;

const certificates = (session: Session) => session.size(1_000, 5);

export const synthRows: readonly Row[] = [
  {
    name: "synth of 1,000 certificates: as documented",
    reference: "the same resources as cdktf documents them: 100 certificates, times 10",
    comparison: "faster",
    goal: { atLeast: 25 },
    async measure(session) {
      if (!isOnPath("terraform")) throw new NotHere("terraform is not on the PATH, and cdktf's DataResource asks it");
      const count = certificates(session);
      const fewer = session.size(100, 1);
      const { ours, reference } = await alternate(session, ROUNDS, {
        ours: () => synth(session, "synth-ours", count),
        reference: () => synth(session, "synth-documented", fewer),
      });
      return { ours: ours.ms / 1000, reference: ((reference.ms / 1000) * count) / fewer, unit: "s" };
    },
  },
  {
    name: "synth of 1,000 certificates: by hand",
    reference: "the same resources by hand: ready strings, nothing validated",
    comparison: "times",
    goal: { atMost: 1.3 },
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
  {
    name: "synth: growth",
    reference: "4,000 certificates (ours) against 1,000",
    comparison: "times",
    goal: { atMost: 4.4 },
    async measure(session) {
      const { ours, reference } = await alternate(session, ROUNDS, {
        ours: () => synth(session, "synth-ours", 4 * certificates(session)),
        reference: () => synth(session, "synth-ours", certificates(session)),
      });
      return { ours: ours.ms / 1000, reference: reference.ms / 1000, unit: "s" };
    },
  },
];

const againstHand = shared(async (session) => {
  const measured = await alternate(session, ROUNDS, {
    ours: () => synth(session, "synth-ours", certificates(session)),
    reference: () => synth(session, "synth-by-hand", certificates(session)),
  });
  const { ours, reference } = measured;
  if (ours.resources !== reference.resources) {
    throw new Error(`${ours.resources} resources are compared with ${reference.resources}`);
  }
  return measured;
});

function synth(session: Session, program: string, count: number): Promise<Synthesised & Record<string, number>> {
  return run(program, { arguments: [pairs(session), count] });
}

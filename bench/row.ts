import type { Session } from "./session";

/** What is compared, how, and what is asked of it. */
export interface Row {
  readonly name: string;
  /** What it is compared with, in words. */
  readonly reference: string;
  readonly comparison: Comparison;
  /** @default - the figure is printed for information */
  readonly goal?: Goal;
  measure(session: Session): Promise<Measurement>;
}

/** Medians of what was measured in one run, in alternation. */
export interface Measurement {
  readonly ours: number;
  readonly reference: number;
  readonly unit: Unit;
}

export type Unit = "s" | "ms" | "µs" | "MB" | "KB" | "bytes" | "requests/s" | "reads";

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** How a figure is made of ours and the reference: `faster` is reference / ours, `times` is ours / reference. */
export type Comparison = "faster" | "times" | "more" | "ours";

export interface Result extends Measurement {
  readonly name: string;
  readonly comparedWith: string;
  readonly comparison: Comparison;
  /** What the goal is about. */
  readonly ratio: number;
  readonly goal?: Goal;
  /** Absent where there is no goal. */
  readonly met?: boolean;
}

const RATIOS: Readonly<Record<Comparison, (measured: Measurement) => number>> = {
  faster: ({ ours, reference }) => reference / ours,
  times: ({ ours, reference }) => ours / reference,
  more: ({ ours, reference }) => ours - reference,
  ours: ({ ours }) => ours,
};

export function resultOf({ name, reference, comparison, goal }: Row, measured: Measurement): Result {
  const ratio = RATIOS[comparison](measured);
  return { name, comparedWith: reference, comparison, ...measured, ratio, goal, met: goal && isMet(goal, ratio) };
}

function isMet(goal: Goal, ratio: number): boolean {
  return "atLeast" in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
}

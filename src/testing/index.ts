import "../constructs/require-framework";
import type { Construct } from "constructs";
import { toHaveNoFindings } from "./to-have-no-findings";
import { type ResolveExpectation, toResolve } from "./to-resolve";

export type { ResolveExpectation } from "./to-resolve";

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters have to be those of the interface in @types/jest
    interface Matchers<R, T = {}> {
      /**
       * Which certificate a host gets, among all that the construct's app declares. Without `to`, that there is one at
       * all; `.not.toResolve(host)` says that there is none.
       *
       * @param target a URL or a host name
       */
      toResolve(target: string, expected?: ResolveExpectation): R;
      /** That nothing is wrong with the certificates below a construct, but for warnings that they acknowledge. */
      toHaveNoFindings(): R;
    }
  }
}

interface Expect {
  extend(matchers: Record<string, (received: Construct, ...args: never[]) => MatcherResult>): void;
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Adds the matchers to Jest's `expect`. Call it once, e.g. in a file of `setupFilesAfterEnv`. */
export function setupJest(): void {
  const { expect } = globalThis as unknown as { expect?: Expect };
  if (!expect) throw new Error("setupJest found no global expect: call it in a Jest test or in setupFilesAfterEnv");
  expect.extend({ toResolve, toHaveNoFindings });
}

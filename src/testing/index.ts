import "../constructs/require-framework";
import { toHaveNoFindings } from "./to-have-no-findings";
import { type ResolveExpectation, toResolve } from "./to-resolve";

export type { ResolveExpectation } from "./to-resolve";
export { toHaveNoFindings, toResolve };

/** What a matcher answers: as `expect.extend` takes it, and as `assert.ok(pass, message())` does. */
export type MatcherResult = ReturnType<typeof toHaveNoFindings>;

/** For `expect.extend(matchers)`, of Jest, Vitest and others that are like them. */
export const matchers = { toResolve, toHaveNoFindings };

declare global {
  // Of @types/jest, and of Vitest, whose assertions extend it.
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

// biome-ignore lint/suspicious/noTsIgnore: an error is expected only in a project without Jest
/** @ts-ignore: of @jest/globals */
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** As of the interface of the global namespace. */
    toResolve(target: string, expected?: ResolveExpectation): R;
    toHaveNoFindings(): R;
  }
}

interface Expect {
  extend(matchers: never): unknown;
}

/**
 * Adds the matchers to Jest's or Vitest's `expect`. Call it once, e.g. in a file of `setupFilesAfterEnv`.
 *
 * @param expect of "@jest/globals" or "vitest". @default - the global one
 */
export function setupJest(expect: Expect | undefined = globalExpect()): void {
  if (!expect) {
    throw new Error(
      'setupJest found no global expect: hand it over, setupJest(expect), with that of "@jest/globals" or "vitest"',
    );
  }
  expect.extend(matchers as never);
}

function globalExpect(): Expect | undefined {
  return (globalThis as { expect?: Expect }).expect;
}

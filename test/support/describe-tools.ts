import { isOnPath } from "./tools";

/** A suite of other languages' clients, that needs their commands; where none may be skipped, REQUIRE_TOOLS=1. */
export function describeTools(...names: readonly string[]): jest.Describe {
  return process.env.REQUIRE_TOOLS === "1" || names.every(isOnPath) ? describe : describe.skip;
}

/** The same of a single test. */
export function testTools(...names: readonly string[]): jest.It {
  return process.env.REQUIRE_TOOLS === "1" || names.every(isOnPath) ? test : test.skip;
}

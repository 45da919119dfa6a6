import { missingPackages } from "./packages";

/** A suite that needs packages which only "npm run test:packages" installs; see global-setup.ts for machines without. */
export function describePackages(...names: readonly string[]): jest.Describe {
  return missingPackages(names).length === 0 ? describe : describe.skip;
}

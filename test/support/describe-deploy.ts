import { missingPackages } from "./packages";

/** A suite that applies for real; see global-setup.ts for machines that cannot. */
export const describeDeploy = process.env.DEPLOY_TOOLS_MISSING ? describe.skip : describe;

/** The same, by command lines that "npm run test:packages" installs. */
export function describeDeployBy(...packages: readonly string[]): jest.Describe {
  return missingPackages(packages).length === 0 ? describeDeploy : describe.skip;
}

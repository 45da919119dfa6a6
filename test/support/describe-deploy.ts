/** A suite that applies for real; see global-setup.ts for machines that cannot. */
export const describeDeploy = process.env.DEPLOY_TOOLS_MISSING ? describe.skip : describe;

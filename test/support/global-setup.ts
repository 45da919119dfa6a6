import { findTools } from "./tools";

/** Says once, in one line, if the deploy suite cannot run here; fails where it is required. */
export default function globalSetup(): void {
  const tools = findTools();
  if (!("missing" in tools)) {
    // Searched once for all suites.
    process.env.TERRAFORM_PROVIDER_MIRROR = tools.providerMirror ?? "";
    return;
  }
  if (process.env.REQUIRE_DEPLOY_TESTS === "1") throw new Error(`The deploy suite is required, but ${tools.missing}.`);
  process.env.DEPLOY_TOOLS_MISSING = tools.missing;
  process.stderr.write(`The deploy suite does not run: ${tools.missing}.\n`);
}

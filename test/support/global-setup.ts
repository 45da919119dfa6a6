import { missingPackages } from "./packages";
import { leftOut } from "./suites";
import { findTools } from "./tools";

/** Says once, a line for each, which suites cannot run here; fails where one is required. */
export default function globalSetup(): void {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const tools = findTools();
  if ("missing" in tools) {
    if (process.env.REQUIRE_DEPLOY_TESTS === "1")
      throw new Error(`The deploy suite is required, but ${tools.missing}.`);
    process.env.DEPLOY_TOOLS_MISSING = tools.missing;
    say(`The deploy suite does not run: ${tools.missing}.`);
  } else {
    // Searched once for all suites.
    process.env.TERRAFORM_PROVIDER_MIRROR = tools.providerMirror ?? "";
  }
  for (const [command, suites] of Object.entries(leftOut())) {
    if (suites.length > 0) say(`${suites.length} suites do not run: ${command} is not on the PATH.`);
  }
  const packages = missingPackages();
  if (packages.length > 0)
    say(`Suites do not run that need ${packages.join(", ")}: "npm run test:packages" installs them.`);
}

// "npm run test:packages": what the suites that would otherwise not run need, from npm.
import { install } from "./cache-folder";
import { PACKAGES } from "./packages";

async function main(): Promise<void> {
  for (const [name, specifications] of Object.entries(PACKAGES)) {
    await install(...specifications);
    console.log(`${name}: ${specifications.join(", ")}`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

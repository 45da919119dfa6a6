// "npm run test:packages": what the suites that would otherwise not run need, from npm.
import { install } from "./cache-folder";
import { PACKAGES } from "./packages";

async function main(): Promise<void> {
  await Promise.all(
    Object.entries(PACKAGES).map(async ([name, specifications]) => {
      await install(...specifications);
      console.log(`${name}: ${specifications.join(", ")}`);
    }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

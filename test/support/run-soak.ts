// "npm run soak": a minute; with SECONDS CLIENTS EVERY as arguments, as long as is wanted. Prints what was seen as JSON.
import { soak } from "./soak";

const [seconds = 60, clients = 50, rotateEverySeconds = 5] = process.argv.slice(2).map(Number);

soak({ seconds, clients, rotateEverySeconds }).then((soaked) => {
  const [early, late] = soaked.heapMb;
  const isFlat = late < early * 1.5 + 10;
  console.log(
    JSON.stringify({ ...soaked, failed: soaked.failed.length, firstFailures: soaked.failed.slice(0, 3), isFlat }),
  );
  if (soaked.failed.length > 0 || soaked.bare > 0 || !isFlat) process.exitCode = 1;
});

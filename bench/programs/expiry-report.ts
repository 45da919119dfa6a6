// `<bundle>`: how long the resolver's function takes for its report of a table, in milliseconds, and the peak of its memory.
import { report } from "./report";

const [bundle = ""] = process.argv.slice(2);
// One line for each certificate.
console.log = () => {};
process.stdout.write = () => true;
void main();

async function main(): Promise<void> {
  const { handler } = require(bundle) as { handler(event: unknown): Promise<{ reported?: number }> };
  const start = performance.now();
  const { reported = 0 } = await handler({ report: "expiry" });
  report({ ms: performance.now() - start, reported, peakMb: process.resourceUsage().maxRSS / 1024 });
}

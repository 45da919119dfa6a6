// `<bundle>`: how long a fresh process takes to load a function's bundle, and until its first answer.
import { report } from "./report";

const [bundle = ""] = process.argv.slice(2);

void main();

async function main(): Promise<void> {
  const start = performance.now();
  const { handler } = require(bundle) as { handler(event: unknown): Promise<object> };
  const load = performance.now() - start;
  const answer = await handler({ host: "www.acme.com" });
  if ("error" in answer) throw new Error(JSON.stringify(answer));
  report({ load, answer: performance.now() - start });
}

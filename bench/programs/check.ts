// `<bundle> <rounds>`: what a check costs where it runs, in milliseconds: to load it, until its first answer, and its next
// run after all its connections died, which is the median of so many.
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "./median";
import { report } from "./report";

/** By then a process knows which of its connections were closed. */
const NOTICED_MS = 20;
const [bundle = "", rounds] = process.argv.slice(2);
const aws = process.env.AWS_ENDPOINT_URL!;

// The check writes a line for each of its URLs, the reference writes none.
console.log = () => {};
void main();

async function main(): Promise<void> {
  const start = performance.now();
  const { handler } = require(bundle) as { handler(): Promise<{ status?: number }[]> };
  const load = performance.now() - start;
  await run(handler);
  const cold = performance.now() - start;
  const next: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    await ask("/drop");
    await sleep(NOTICED_MS);
    const from = performance.now();
    await run(handler);
    next.push(performance.now() - from);
  }
  report({ load, cold, next: median(next) });
}

async function run(handler: () => Promise<{ status?: number }[]>): Promise<void> {
  const [checked] = await handler();
  if (checked?.status !== 200) throw new Error(JSON.stringify(checked));
}

function ask(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${aws}${path}`, { agent: false }, (response) => response.resume().on("end", resolve)).on("error", reject);
  });
}

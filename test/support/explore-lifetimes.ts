// The orders come as JSON on standard input; what was found leaves as JSON.
import { json } from "node:stream/consumers";
import { explore, type Step } from "./lifetimes";

async function main(): Promise<void> {
  const orders = (await json(process.stdin)) as Step[][];
  process.stdout.write(JSON.stringify(await explore(orders)));
}

main();

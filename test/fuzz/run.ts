// npm run fuzz [-- <inputs>]: the properties on 100,000 inputs or as many as are asked for. FUZZ_SEED repeats a run.
import fc from "fast-check";
import { PROPERTIES, slowest } from "./properties";

const inputs = Number(process.argv[2] ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fffffff);
const names = Object.keys(PROPERTIES);
const numRuns = Math.ceil(inputs / names.length);
const SHOWN = 120;

console.log(`fuzz: FUZZ_SEED=${seed}, ${names.length} properties of ${numRuns} inputs`);
let failures = 0;
for (const name of names) {
  const started = Date.now();
  const details = fc.check(PROPERTIES[name]!, { seed, numRuns });
  const { ms = 0, nodeMs, input = "" } = slowest.get(name) ?? {};
  const beside = nodeMs === undefined ? "" : ` (Node itself ${nodeMs.toFixed(1)} ms)`;
  console.log(
    `${details.failed ? "FAILED" : "ok"}  ${name}: ${details.numRuns} inputs in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  console.log(
    `    dearest: ${ms.toFixed(1)} ms of the processor${beside}, ${input.length > SHOWN ? `${input.slice(0, SHOWN)}…` : input} (base64)`,
  );
  if (details.failed) {
    failures++;
    console.log(details.errorInstance, fc.defaultReportMessage(details));
  }
}
process.exitCode = failures === 0 ? 0 : 1;

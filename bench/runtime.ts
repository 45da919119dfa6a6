// What the runtime costs, side by side with a plain undici Agent that has the same certificate fixed.
// npx tsx bench/runtime.ts; rounds alternate, so that the machine's mood hits both alike.
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../examples/support/pki";
import { EmbeddedRegistry } from "../test/support/embedded-registry";
import { startMtlsServer } from "../test/support/mtls-server";

const CLIENT = join(__dirname, "runtime-client.cjs");
const ROUNDS = Number(process.env.ROUNDS ?? 11);

async function main(): Promise<void> {
  const authority = await Authority.create("Bench CA");
  const server = await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] });
  const client = await authority.issue("bench");
  const { port, stop } = await startMtlsServer({ ...server, clientAuthority: authority.certificate });
  const registry = new EmbeddedRegistry();
  await registry.add({ host: "localhost", ...client, certificateAuthority: authority.certificate });
  const fixed = join(registry.directory, "fixed.json");
  writeFileSync(fixed, JSON.stringify({ cert: client.certificate, key: client.privateKey, ca: authority.certificate }));

  for (const what of ["first", "keep-alive"]) {
    const results: Record<string, number[]> = { undici: [], runtime: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of round % 2 ? ["undici", "runtime"] : ["runtime", "undici"]) {
        const args = [what, kind, `https://localhost:${port}/`, fixed, registry.directory];
        results[kind]!.push(await measure(args));
      }
    }
    const [undici, runtime] = [median(results.undici!), median(results.runtime!)];
    const unit = what === "first" ? "ms" : "requests/s";
    console.log(
      `${what}: undici ${undici.toFixed(1)} ${unit}, runtime ${runtime.toFixed(1)} ${unit}, ratio ${(runtime / undici).toFixed(3)}`,
    );
  }

  for (const name of ["undici", "../dist/runtime"]) {
    const times = Array.from({ length: ROUNDS }, () => requireTime(name));
    console.log(`require("${name}"): ${median(times).toFixed(1)} ms`);
  }
  await stop();
  await registry.stop();
}

async function measure(args: string[]): Promise<number> {
  const [value] = (await once(fork(CLIENT, args, { execArgv: [] }), "message")) as [number];
  return value;
}

function requireTime(name: string): number {
  const script = `const t = performance.now(); require(${JSON.stringify(name)}); console.log(performance.now() - t)`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: __dirname, encoding: "utf8" }));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

void main();

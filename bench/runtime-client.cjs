// One measurement in a process of its own: the first request in milliseconds, or requests per second on kept connections.
const { readFileSync } = require("node:fs");
const { Agent, request } = require("undici");
const { ClientCertificates } = require("../dist/runtime");

const [what, kind, url, fixed, registry] = process.argv.slice(2);
const IN_FLIGHT = 10;
const REQUESTS = 20_000;

async function get(dispatcher) {
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
}

function dispatcher() {
  if (kind === "runtime")
    return ClientCertificates.fromSynth(registry, { undici: { connections: IN_FLIGHT } }).dispatcher();
  return new Agent({ connect: JSON.parse(readFileSync(fixed, "utf8")), connections: IN_FLIGHT });
}

async function run(count, one) {
  let left = count;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await one();
    }),
  );
}

(async () => {
  const start = performance.now();
  const agent = dispatcher();
  await get(agent);
  if (what === "first") return process.send(performance.now() - start, () => process.exit());
  await run(REQUESTS / 4, () => get(agent));
  const from = performance.now();
  await run(REQUESTS, () => get(agent));
  process.send((REQUESTS * 1000) / (performance.now() - from), () => process.exit());
})();

// `<ours | reference> <directory> <port> <hosts> <requests>`: as many hosts as certificates, on kept connections: requests per
// second, and what the process grew by for each host, in KB.
import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import { join } from "node:path";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { Agent, type Dispatcher, request } from "undici";
import { report } from "./report";

const IN_FLIGHT = 10;
const [whose, directory = "", port, hosts, requests] = process.argv.slice(2);
const lookup: LookupFunction = (_host, options, callback) =>
  options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);
const ca = readFileSync(join(directory, "ca.pem"), "utf8");
const stack = join(directory, "stacks/test");
let next = 0;

void main();

async function main(): Promise<void> {
  const dispatcher = whose === "ours" ? ours() : reference();
  const before = memory();
  await many(Number(hosts), dispatcher);
  const kb = (memory() - before) / 1024 / Number(hosts);
  const from = performance.now();
  await many(Number(requests), dispatcher);
  report({ rate: (Number(requests) * 1000) / (performance.now() - from), kb });
}

function ours(): (host: number) => Dispatcher {
  const certificates = ClientCertificates.fromSynth(directory, { undici: { connections: 1, connect: { lookup } } });
  const dispatcher = certificates.dispatcher();
  return () => dispatcher;
}

function reference(): (host: number) => Dispatcher {
  const agents = new Map<number, Agent>();
  return (host) => {
    const read = (end: string) => readFileSync(join(stack, `${host}.${end}`), "utf8");
    const agent =
      agents.get(host) ?? new Agent({ connections: 1, connect: { ca, cert: read("crt"), key: read("key"), lookup } });
    agents.set(host, agent);
    return agent;
  };
}

async function many(count: number, dispatcher: (host: number) => Dispatcher): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const host = next++ % Number(hosts);
      const { statusCode, body } = await request(`https://h${host}.many.test:${port}/`, {
        dispatcher: dispatcher(host),
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`status ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

function memory(): number {
  global.gc!();
  return process.memoryUsage().rss;
}

// `<first | keep-alive> <ours | reference | proxied> <url> <material | registry | proxy> <requests>`: the first request in
// milliseconds, or requests per second on kept connections.
import { readFileSync } from "node:fs";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import { report } from "./report";

const IN_FLIGHT = 10;
const [what, whose, url = "", source = "", requests] = process.argv.slice(2);

const options = what === "first" ? {} : { connections: IN_FLIGHT };

void main();

async function main(): Promise<void> {
  // Who will be asked is loaded, as it is where a process begins.
  const make = whose === "ours" ? ours() : whose === "proxied" ? proxied() : fixed();
  const start = performance.now();
  const agent = make();
  await get(agent);
  if (what === "first") return report({ value: performance.now() - start });
  const count = Number(requests);
  await many(count / 4, agent);
  const from = performance.now();
  await many(count, agent);
  report({ value: (count * 1000) / (performance.now() - from) });
}

function ours(): () => Dispatcher {
  const certificates = ClientCertificates.fromSynth(source, { undici: options });
  return () => certificates.dispatcher();
}

function proxied(): () => Dispatcher {
  const { url: uri, ca } = JSON.parse(source) as { url: string; ca: string };
  const { username, password } = new URL(uri);
  const token = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return () => new ProxyAgent({ uri, token, requestTls: { ca }, ...options });
}

function fixed(): () => Dispatcher {
  const connect = JSON.parse(readFileSync(source, "utf8")) as object;
  return () => new Agent({ connect, ...options });
}

async function many(count: number, agent: Dispatcher): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await get(agent);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function get(agent: Dispatcher): Promise<void> {
  const { statusCode, body } = await request(url, { dispatcher: agent });
  await body.dump();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
}

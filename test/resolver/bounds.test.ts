// The function as it is deployed, in a process with the memory of its 256 MB, against tables that grew large.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import { toItem } from "../../src/wire/item";
import { authority, certificate } from "../support/certificates";
import { LambdaEnvironment } from "../support/lambda-environment";
import { registrationFor } from "../support/registrations";
import { StandInTable } from "../support/stand-in-table";

jest.setTimeout(180_000);

const ROOT = authority("CN=Root");
const CHAIN = certificate("CN=client", { issuer: ROOT }).pem + ROOT.pem;

const item = (host: string, n: number) => {
  const registration = registrationFor({
    host,
    declaration: `s/C${n}`,
    certificate: CHAIN,
    chainLength: 2,
    certificateAuthority: ROOT.pem.repeat(3),
  });
  return toItem(registration, `2026-01-01T00:00:00Z#${String(n).padStart(6, "0")}`);
};

let directory: string;
let table: StandInTable;
let fn: LambdaEnvironment;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "resolver-"));
  table = await StandInTable.start();
  const runtime = join(directory, "runtime.cjs");
  const source = join(__dirname, "../support/lambda-runtime.ts");
  buildSync({ entryPoints: [source], outfile: runtime, bundle: true, platform: "node", target: "node20" });
  mkdirSync(join(directory, "task"));
  const zip = unzipSync(readFileSync(join(__dirname, "../../dist/resolver.zip")));
  writeFileSync(join(directory, "task", "index.js"), zip["index.js"]!);
  fn = LambdaEnvironment.start({
    nodeBinary: process.execPath,
    runtime,
    logFile: join(directory, "log"),
    env: {
      ...table.env,
      _HANDLER: "index.handler",
      LAMBDA_TASK_ROOT: join(directory, "task"),
      // What Lambda leaves to JavaScript of 256 MB.
      NODE_OPTIONS: "--max-old-space-size=200",
    },
  });
});

afterEach(async () => {
  await fn.stop();
  table.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function invoke(event: unknown, timeoutMs = 60_000): Promise<unknown> {
  const deadline = Date.now() + timeoutMs;
  const invocation = { requestId: "1", functionArn: "arn", deadline, payload: JSON.stringify(event) };
  const { payload, functionError } = await fn.invoke(invocation);
  if (functionError) throw new Error(payload);
  return JSON.parse(payload);
}

const entries = () =>
  readFileSync(join(directory, "log"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("hosts without number over hundreds of wildcards below one name", async () => {
  for (let n = 0; n < 250; n++) table.put(item(`a${n}-*.acme.com`, n));
  table.put(item("*.acme.com", 250));
  for (let n = 0; n < 450; n++) {
    expect(await invoke({ host: `r${n}.acme.com` })).toMatchObject({ certificate: { host: "*.acme.com" } });
  }
});

test("a host below a name with thousands of wildcards has its answer, and its explanation", async () => {
  for (let n = 0; n < 3_000; n++) table.put(item(`a${n}-*.acme.com`, n));
  expect(await invoke({ host: "a77-x.acme.com" })).toMatchObject({ certificate: { host: "a77-*.acme.com" } });
  const answer = (await invoke({ host: "a77-x.acme.com", explain: true })) as { considered: object[] };
  expect(answer.considered[0]).toMatchObject({ rank: 1, host: "a77-*.acme.com" });
  expect(answer.considered).toHaveLength(1_001);
});

test("the report of 20,000 certificates, with one that cannot be read", async () => {
  for (let n = 0; n < 20_000; n++) table.put(item(`h${n}.acme.com`, n));
  table.put({ pk: { S: "host#bad.acme.com" }, sk: { S: "?" } });
  expect(await invoke({ report: "expiry" })).toEqual({ reported: 20_000, unreadable: 1 });
  const all = entries();
  expect(all).toHaveLength(20_002);
  expect(all.at(-2)).toMatchObject({ UnreadableItems: 1, items: [{ pk: "host#bad.acme.com" }] });
  expect(all.at(-1)).toMatchObject({ DaysUntilFirstExpiry: expect.any(Number) });
});

test("an item that cannot be read is named in the log, and counted there as a metric", async () => {
  table.put(item("*.acme.com", 0));
  table.put({ pk: { S: "tail#acme.com" }, sk: { S: "?" } });
  await invoke({ host: "www.acme.com" });
  expect(entries()).toMatchObject([
    {
      _aws: { CloudWatchMetrics: [{ Namespace: "ClientCertificates", Metrics: [{ Name: "UnreadableItems" }] }] },
      UnreadableItems: 1,
      items: [{ pk: "tail#acme.com", problem: expect.stringContaining("field sk") }],
    },
  ]);
});

test("the report of a table that breaks in the middle fails, and says nothing of the first to expire", async () => {
  table.fault = (response, { ExclusiveStartKey }) => {
    if (ExclusiveStartKey) response.end('{"Items":[{"pk":');
    else response.end(JSON.stringify({ Items: [item("a.acme.com", 1)], LastEvaluatedKey: { next: { N: "1" } } }));
  };
  await expect(invoke({ report: "expiry" })).rejects.toThrow("cut off");
  expect(entries().filter((entry) => "DaysUntilFirstExpiry" in entry)).toEqual([]);
});

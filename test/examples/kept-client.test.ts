// The deployed check with its kept client: what 100 runs in one process ask of AWS, counted there.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { bundle } from "../../examples/api-check/bundle";
import { Authority } from "../../examples/support/pki";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { registrationOf } from "../support/test-registry";

jest.setTimeout(60_000);

const RUNS = 100;
/** Between two runs only the wall clock goes on, as where the machine is frozen. */
const SCRIPT = `
  const { handler } = require("./index.js");
  const [runs, pause] = process.argv.slice(1).map(Number);
  const wall = Date.now;
  let ahead = 0;
  Date.now = () => wall() + ahead;
  (async () => {
    for (let run = 0; run < runs; run++, ahead += pause) await handler();
    process.exit();
  })();`;

let api: MtlsServer;
let folder: string;
const asked = { resolver: 0, secrets: 0 };
let answer = "";
let secret = "";

const aws = createServer(async (request, response) => {
  for await (const _ of request);
  const isResolver = request.url?.includes("/functions/");
  asked[isResolver ? "resolver" : "secrets"]++;
  response.end(isResolver ? answer : JSON.stringify({ SecretString: secret }));
});

beforeAll(async () => {
  const authority = await Authority.create("Test CA");
  const { certificate: certificateAuthority } = authority;
  const server = await authority.issue("server", { purposes: ["server"], hosts: ["localhost"] });
  api = await startMtlsServer({ ...server, clientAuthority: certificateAuthority });
  const client = await authority.issue("check");
  const registration = registrationOf("r", { host: "localhost", ...client, certificateAuthority }, 0);
  answer = JSON.stringify({ host: "localhost", certificate: registration });
  secret = JSON.stringify({ privateKey: client.privateKey });
  aws.listen(0, "127.0.0.1");
  await once(aws, "listening");
  folder = mkdtempSync(join(tmpdir(), "kept-"));
  const zip = bundle(join(__dirname, "../../examples/api-check/handler.ts"), join(folder, "check.zip"));
  writeFileSync(join(folder, "index.js"), unzipSync(readFileSync(zip))["index.js"]!);
});

afterAll(async () => {
  await api.stop();
  aws.close();
  aws.closeAllConnections();
  rmSync(folder, { recursive: true });
});

test.each([
  ["at once", 0, { resolver: 1, secrets: 1 }],
  ["once a minute", 60_000, { resolver: RUNS, secrets: 1 }],
  ["once an hour", 3_600_000, { resolver: RUNS, secrets: 1 }],
] as const)("100 runs, %s, read the secret once", async (_, pause, expected) => {
  Object.assign(asked, { resolver: 0, secrets: 0 });
  const before = api.requests.length;
  const env = {
    PATH: process.env.PATH,
    REGISTRY: "r",
    CHECK_URLS: `https://localhost:${api.port}/`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  await promisify(execFile)(process.execPath, ["-e", SCRIPT, String(RUNS), String(pause)], { cwd: folder, env });
  expect(api.requests.slice(before).map(({ subject }) => subject)).toEqual(Array(RUNS).fill("check"));
  expect(asked).toEqual(expected);
});

// What a command under `exec` could read while it runs: its environment, arguments, open files, and every file that was
// made for it. None of it holds a key or a passphrase. Linux shows it all (proc(5)).
import { type ChildProcess, spawn } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Authority } from "../../examples/support/pki";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "../../src";
import { TestApp } from "../support/app";
import { encryptedPem, keyFrom } from "../support/certificates";
import { describeTools } from "../support/describe-tools";
import { leaks, type Trace, traces } from "../support/leaks";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { opensslBundle } from "../support/pkcs12";

const MAIN = join(__dirname, "../../dist/cli/main.js");
const PASSPHRASES = { variable: "open sesame of a variable", file: "open sesame of a file" };

/** As a pipeline has it that deploys and checks in one job. */
const VARIABLES = {
  TF_VAR_acme_passphrase: PASSPHRASES.variable,
  SYNTH_TF_VAR_acme_passphrase: PASSPHRASES.variable,
  TF_VAR_other: "of Terraform",
};

const app = new TestApp();
const folders = [app.directory];
const secrets: string[] = Object.values(PASSPHRASES);
let server: MtlsServer;

beforeAll(async () => {
  const authority = await Authority.create("Test CA");
  const [pair, bundled, own] = await Promise.all([
    authority.issue("pair", { keyType: "rsa" }),
    authority.issue("bundled"),
    authority.issue("server", { purposes: ["server"], hosts: ["localhost", "127.0.0.1"] }),
  ]);
  server = await startMtlsServer({ ...own, clientAuthority: authority.certificate });
  const encrypted = encryptedPem(keyFrom(pair.privateKey), PASSPHRASES.variable);
  const bundle = opensslBundle(bundled, PASSPHRASES.file);
  secrets.push(pair.privateKey, bundled.privateKey, encrypted, bundle.toString("base64"));

  process.env.SYNTH_TF_VAR_acme_passphrase = PASSPHRASES.variable;
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const certificateAuthorityPath = app.write("ca.pem", authority.certificate);
  writeFileSync(join(app.directory, "bundle.p12"), bundle);
  new ClientCertificate(stack, "Pair", {
    registry,
    host: "localhost",
    ...app.pair("pair", { ...pair, privateKey: encrypted }),
    certificateAuthorityPath,
    passphrase: Passphrase.fromVariable("acme_passphrase"),
    allowBroadHost: true,
  });
  new ClientCertificate(stack, "Bundle", {
    registry,
    host: "127.0.0.1",
    pkcs12Path: join(app.directory, "bundle.p12"),
    certificateAuthorityPath,
    passphrase: Passphrase.fromFile(app.write("bundle.pass", PASSPHRASES.file)),
  });
  app.synth();
  delete process.env.SYNTH_TF_VAR_acme_passphrase;
}, 60_000);

afterAll(async () => {
  await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Asks both hosts through the proxy, so that both keys are in use, says so, and stays. */
const ASK = `const { execFileSync } = require("node:child_process");
for (const host of ["localhost", "127.0.0.1"]) {
  const url = "https://" + host + ":" + process.argv[1] + "/";
  console.log(execFileSync("curl", ["-sS", url], { encoding: "utf8" }).trim());
}
console.log(process.pid);
setInterval(() => undefined, 1000);`;

interface Running {
  /** What the servers saw. */
  readonly subjects: readonly string[];
  readonly places: readonly Trace[];
  readonly environment: readonly string[];
}

/** Runs the command, and reads what it can read while it runs. */
async function whileRunning(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Running> {
  const temporary = mkdtempSync(join(tmpdir(), "exec-secrets-"));
  folders.push(temporary);
  mkdirSync(join(temporary, "home"));
  const parent = spawn(process.execPath, [MAIN, "exec", ...args, "--", process.execPath, "-e", ASK, `${server.port}`], {
    env: { ...process.env, ...variables, TMPDIR: temporary, HOME: join(temporary, "home") },
    cwd: temporary,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [first, second, pid] = await linesOf(parent, 3);
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const places = [
      ...["environ", "cmdline"].map((file) => placeOf(`/proc/${pid}/${file}`)),
      ...readdirSync(`/proc/${pid}/fd`).flatMap((fd) => openFile(`/proc/${pid}/fd/${fd}`)),
      placeOf(`/proc/${parent.pid}/cmdline`),
      ...traces(temporary),
    ];
    return { subjects: [first!, second!], places, environment };
  } finally {
    parent.kill();
    await once(parent, "close");
  }
}

async function linesOf({ stdout }: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout! })) {
    if (lines.push(line) === count) return lines;
  }
  throw new Error(`the command ended after ${JSON.stringify(lines)}`);
}

function placeOf(path: string): Trace {
  return { place: path, content: readFileSync(path) };
}

/** What else it holds open: files, no pipes and no sockets. */
function openFile(descriptor: string): Trace[] {
  const path = readlinkSync(descriptor);
  return path.startsWith("/") && !path.startsWith("/dev/") ? [placeOf(path)] : [];
}

/** The numbers that a private key is made of, as bytes: whatever file has them, has the key. */
function numbersOf(secret: string): Buffer[] {
  if (!secret.startsWith("-----BEGIN PRIVATE KEY")) return [];
  const { d, p, q } = createPrivateKey(secret).export({ format: "jwk" });
  return [d, p, q].flatMap((number) => (number === undefined ? [] : Buffer.from(number, "base64url")));
}

function found(places: readonly Trace[]): string[] {
  const numbers = secrets.flatMap(numbersOf);
  const raw = places.filter(({ content }) => numbers.some((number) => content.includes(number)));
  return [...leaks(places, secrets), ...raw.map(({ place }) => place)];
}

describeTools("curl")("while the command runs", () => {
  test("nothing that the command can read holds a key or a passphrase", async () => {
    const { subjects, places, environment } = await whileRunning(VARIABLES, "--from", app.app.outdir);
    expect(subjects).toEqual(["pair", "bundled"]);
    expect(places.map(({ place }) => place)).toContainEqual(expect.stringMatching(/bundle\.pem$/));
    expect(found(places)).toEqual([]);
    expect(environment).toContain("TF_VAR_other=of Terraform");
  });

  test("the search finds what is there", async () => {
    const { places } = await whileRunning({ ...VARIABLES, PLANTED: PASSPHRASES.variable }, "--from", app.app.outdir);
    expect(found(places)).toEqual([expect.stringMatching(/environ$/)]);
    const der = (secret: string) => createPrivateKey(secret).export({ type: "pkcs8", format: "der" });
    for (const key of secrets.filter((secret) => secret.startsWith("-----BEGIN PRIVATE KEY"))) {
      expect(found([{ place: "planted", content: der(key) }])).toEqual(["planted"]);
      expect(found([{ place: "planted", content: Buffer.from(der(key).toString("base64")) }])).toEqual(["planted"]);
    }
  });
});

test("of a deployed registry no synth says which variables hold passphrases: none that may be one is passed on", async () => {
  const env = { ...process.env, ...VARIABLES, OTHER: "kept" };
  const print = ["--", process.execPath, "-e", "console.log(JSON.stringify(process.env))"];
  const child = spawn(process.execPath, [MAIN, "exec", "--registry", "r", "--region", "eu-west-1", ...print], { env });
  const [printed] = await linesOf(child, 1);
  const seen = JSON.parse(printed!);
  expect(Object.keys(seen).filter((name) => name.includes("TF_VAR_"))).toEqual([]);
  expect(seen).toMatchObject({ OTHER: "kept" });
});

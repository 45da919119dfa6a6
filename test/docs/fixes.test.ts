// Every command that a finding prints is run on the file that provoked it, and what it makes is accepted.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseSync } from "@swc/core";
import type { Finding } from "../../src/finding";
import { readPassphraseFile } from "../../src/material/passphrase-file";
import { inspectMaterial, type MaterialFiles } from "../../src/verdict/inspect-material";
import { authority, encryptedPem, extension, keyOf } from "../support/certificates";
import { oid, sequence, tlv } from "../support/der";
import { commandOf, runFix } from "../support/fix";
import { FIX_CASES } from "./fix-cases";
import { acme, client, key, MISTAKES, type Mistake, NOW, root } from "./mistakes";

/** Keystores that are none: there are real ones among the others. */
const NOT_REAL = ["a Java keystore", "a keystore with two entries"];
const ROUNDS = 3;
const home = process.cwd();
const sources = resolve(__dirname, "../../src");
const run: string[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "client-certificates-fixes-"));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

function follow({ fix }: Pick<Finding, "fix">, passphrase?: string): string | undefined {
  const command = commandOf(fix);
  if (command === undefined) return undefined;
  run.push(command);
  return runFix(command, { passphrase });
}

/** Does as every fix says until none has a command, and returns what is left. */
function mended({ findings: find, files: given, passphrase }: Mistake): readonly Finding[] {
  let [files, findings] = [given!, find()];
  for (let round = 0; round < ROUNDS; round++) {
    let isMended = false;
    for (const found of findings) {
      const made = follow(found, passphrase);
      if (made === undefined) continue;
      isMended = true;
      files = replaced(files, found, made);
    }
    if (!isMended) return findings;
    ({ findings } = inspectMaterial(files, { now: NOW, passphrase }));
  }
  return findings;
}

function replaced(files: MaterialFiles, { code, file }: Finding, made: string): MaterialFiles {
  if (made.endsWith(".p12")) return { pkcs12Path: made };
  if (code !== "pkcs12-no-key")
    return Object.fromEntries(
      Object.entries(files).map(([name, path]) => [name, path === file ? made : path]),
    ) as never;
  writeFileSync("client.crt", acme.pem);
  writeFileSync("client.key", key);
  return { certificatePath: "client.crt", privateKeyPath: "client.key", certificateAuthorityPath: made };
}

const WITH_FILES = [...MISTAKES, ...FIX_CASES].filter(({ name, files }) => files && !NOT_REAL.includes(name));

test.each(WITH_FILES.map((mistake) => [mistake.name, mistake] as const))(
  "%s: what the commands make is accepted",
  (_, mistake) => {
    rmSync("certs", { recursive: true, force: true });
    const before = run.length;
    const left = mended(mistake).map(({ code, severity }) => `${severity} ${code}`);
    const commands = run.slice(before);
    if (commands.length > 0) expect([commands, left.filter((one) => one.startsWith("error"))]).toEqual([commands, []]);
    if (FIX_CASES.includes(mistake)) expect(commands).not.toEqual([]);
  },
);

describe("a passphrase file", () => {
  const text = "Gr\u00fc\u00dfe-42";
  test.each([
    ["UTF-16", Buffer.from(`\ufeff${text}\n`, "utf16le")],
    ["UTF-16 without a mark", Buffer.from(`${text}\n`, "utf16le")],
    ["Latin-1", Buffer.from(`${text}\n`, "latin1")],
  ])("in %s: what the command makes is read", (_, content) => {
    writeFileSync("acme.pass", content);
    const made = follow(readPassphraseFile("acme.pass") as Finding)!;
    expect(readPassphraseFile(made)).toEqual({ passphrase: text });
  });

  test("in Latin-1, with whose bytes the key was encrypted: what the commands make fits", () => {
    writeFileSync("acme.pass", Buffer.from(`${text}\n`, "latin1"));
    writeFileSync("acme.crt", acme.pem);
    writeFileSync("acme.key", encryptedPem(acme.key, Buffer.from(text, "latin1")));
    const privateKeyPath = follow(readPassphraseFile("acme.pass", "acme.key") as Finding)!;
    const files = { certificatePath: "acme.crt", privateKeyPath };
    expect(inspectMaterial(files, { now: NOW, passphrase: text }).findings).toEqual([]);
  });
});

describe("an intermediate that its authority offers", () => {
  let server: ChildProcess;
  afterAll(() => server.kill());

  test("is fetched and appended by the command", async () => {
    const middle = authority("CN=Acme Offered", { issuer: root, key: keyOf("ed25519", 8) });
    writeFileSync("offered.crt", middle.der);
    const answer = 'require("fs").readFileSync("offered.crt")';
    const program = `const s = require("http").createServer((_, r) => r.end(${answer})); s.listen(0, "127.0.0.1", () => console.log(s.address().port))`;
    server = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = await once(server.stdout!, "data");
    const url = tlv(0x86, Buffer.from(`http://127.0.0.1:${String(port).trim()}/offered.crt`));
    const offer = extension("1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), url)));
    writeFileSync("offer.crt", client({ issuer: middle, extensions: [offer] }).pem);
    writeFileSync("offer.key", key);
    const inspect = (certificatePath: string) =>
      inspectMaterial({ certificatePath, privateKeyPath: "offer.key" }, { now: NOW });
    const [found] = inspect("offer.crt").findings;
    expect(found?.code).toBe("chain-incomplete");
    const { findings, facts } = inspect(follow(found!)!);
    expect([findings, facts?.chainLength]).toEqual([[], 2]);
  });
});

/** Programs that commands are made of, where the text goes on as a command does. */
const PROGRAM =
  /\b(?:openssl \w|keytool -|ssh-keygen -|iconv -|awk [']|sed (?:-|')|base64 -d|node -[pe]|gunzip|curl |tr (?:-d|')|grep -|tail -|head -|printf '|cp |git |gpg )/;
/** What is said about files, in words. */
const NO_COMMANDS = [
  /^a file encrypted as a whole by "openssl enc"/,
  /^a certificate described in words/,
  / with git (?:lfs pull|annex get),/,
];

/** The texts in the source that are parts of commands: what stands around their variables. */
function commandTexts(path: string): string[][] {
  return textsIn(parseSync(readFileSync(path, "utf8"), { syntax: "typescript" })).filter((pieces) => {
    const text = pieces.join("\u2026");
    return PROGRAM.test(text) && !NO_COMMANDS.some((words) => words.test(text));
  });
}

interface SyntaxNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly raw: string; readonly cooked: string }[];
}

function textsIn(node: unknown, isRaw = false): string[][] {
  if (typeof node !== "object" || node === null) return [];
  const { type, value, quasis } = node as SyntaxNode;
  const own =
    type === "StringLiteral"
      ? [[String(value)]]
      : type === "TemplateLiteral"
        ? [quasis!.map(({ raw, cooked }) => (isRaw ? raw : cooked))]
        : [];
  const inside = Object.values(node).flatMap((child) => textsIn(child, type === "TaggedTemplateExpression"));
  return [...own, ...inside];
}

/** What stands before a command in its fix is not in it, and a file stands between the parts of a filter. */
function isPartOf(command: string, pieces: readonly string[]): boolean {
  const parts = pieces
    .map((piece, i) => (i === 0 ? piece.replace(/^[^:'"]*: /, "") : piece.replace(/^: /, "")))
    .flatMap((piece) => piece.replace(/ \(with the passphrase in P\)$/, "").split(" | "));
  let at = 0;
  return parts.every((part) => {
    const found = command.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

test.each(["material", "pkcs12", "verdict/rules"])("every command in src/%s was run", (room) => {
  const files = readdirSync(join(sources, room)).map((name) => join(sources, room, name));
  const texts = files.flatMap(commandTexts);
  expect(texts).not.toEqual([]);
  const missing = texts.filter((pieces) => !run.some((command) => isPartOf(command, pieces)));
  expect(missing.map((pieces) => pieces.join("\u2026"))).toEqual([]);
});

// Every file that a user names is read by the bounded reader: what is no file of a sensible size is refused at once, with
// the file, the cause and the fix. Each kind in a process of its own, because a read that blocks cannot be timed out.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "../examples/support/pki";
import { writePair } from "./support/pair";

const folder = mkdtempSync(join(tmpdir(), "bounded-"));
const path = (name: string) => join(folder, name);

const STRANGE: readonly [kind: string, file: string, cause: string][] = [
  ["a pipe", path("fifo"), "it is a pipe, a socket or a device"],
  ["a device without an end", "/dev/zero", "it is a pipe, a socket or a device"],
  ["a directory", path("directory"), "it is a directory|holds no synthesised stack"],
  ["a file of 1 GB", path("huge"), "too large|larger than"],
  ["a link that leads to itself", path("loop"), "symbolic links lead in a circle"],
];

beforeAll(async () => {
  execFileSync("mkfifo", [path("fifo")]);
  mkdirSync(path("directory"));
  symlinkSync("loop", path("loop"));
  writeFileSync(path("huge"), "");
  truncateSync(path("huge"), 2 ** 30);
  writeFileSync(path("empty.md"), "");
  writePair(folder, "acme", await (await Authority.create("Bounded CA")).issue("acme"));
});

/** Generous: what waits for a pipe, or reads a gigabyte into 200 MB, does not end in it. */
const LIMIT_MS = 60_000;
jest.setTimeout(2 * LIMIT_MS);

/** What is said of a file wherever a user may name one, by the place. */
function told(file: string): Record<string, string> {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--max-old-space-size=200", join(__dirname, "support/name-a-file.cjs"), file],
    { cwd: folder, encoding: "utf8", timeout: LIMIT_MS },
  );
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return Object.assign({ stderr }, ...lines.map((line) => JSON.parse(line)));
}

const PLACES = {
  "a certificate": /file-(unreadable|too-large)/,
  "a bundle": /file-(unreadable|too-large)/,
  "--passphrase-file": /file-(unreadable|too-large|not-found) .*the passphrase file: .*Fix: name the file whose/s,
  "Passphrase.fromFile": /shop\/Acme .*: file-(unreadable|too-large): the passphrase file: .*Fix: name the file whose/s,
  "a file to inspect": /file-(unreadable|too-large) /,
  "the old inventory": /invalid-argument|invalid-manifest/,
  "the new inventory": /invalid-argument|invalid-manifest/,
  "inventoryPath, written": /invalid-argument inventoryPath: .* Name the Markdown file/,
  "inventoryPath, checked": /invalid-argument inventoryPath: .* Name the Markdown file/,
  "a manifest": /invalid-manifest .*client-certificates\.json/,
  "a key of the embedded registry": /secret-unreadable .* Put it where the synth found it/,
  "a passphrase of the embedded registry": /passphrase-unavailable .* Put it where the synth found it/,
};

test.each(STRANGE)("%s is refused at once wherever a file is named", (_, file, cause) => {
  const said = told(file);
  expect(said.stderr).toBe("");
  expect(Object.keys(said).sort()).toEqual([...Object.keys(PLACES), "stderr"].sort());
  for (const [place, expected] of Object.entries(PLACES)) {
    // In a folder it looks for files.
    if (place === "a file to inspect" && file === path("directory")) continue;
    expect([place, said[place]]).toEqual([place, expect.stringMatching(expected)]);
    expect([place, said[place]]).toEqual([place, expect.stringMatching(cause)]);
    if (place !== "a manifest") expect([place, said[place]]).toEqual([place, expect.stringContaining(file)]);
  }
});

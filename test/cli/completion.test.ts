import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../../src/cli/program";
import { runCommand } from "../support/command-line";

const COMMANDS = program().commands.map((one) => one.name());
const folder = mkdtempSync(join(tmpdir(), "completion-"));
const script = join(folder, "completion.bash");
const printed = async (shell: string) => (await runCommand("completion", shell)).stdout;

beforeAll(async () => writeFileSync(script, await printed("bash")));

/** What bash offers at the end of a line, without the files that it would offer by itself. */
function offered(...words: string[]): string[] {
  const ask = `source "$1"; shift
    COMP_WORDS=(client-certificates "$@"); COMP_CWORD=$#
    _client_certificates
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--noprofile", "--norc", "-c", ask, "bash", script, ...words], {
    encoding: "utf8",
  });
  return output.split("\n").filter(Boolean);
}

test("bash offers every command, and those that begin as was typed", () => {
  expect(offered("")).toEqual(expect.arrayContaining(COMMANDS));
  expect(offered("in")).toEqual(["inspect", "inventory"]);
  expect(offered("--v")).toEqual(["--version"]);
});

test.each(COMMANDS)("bash offers every option of %s", (name) => {
  const options = program()
    .commands.find((one) => one.name() === name)!
    .options.map(({ long }) => long);
  expect(offered(name, "--")).toEqual([...options, "--help"]);
});

test.each([
  [
    "the values of an option",
    ["inventory", "--format", ""],
    ["table", "markdown", "html", "json", "prometheus", "ical"],
  ],
  ["those that begin as was typed", ["inventory", "--sort", "e"], ["expiry"]],
  ["the values of an argument", ["completion", ""], ["bash", "zsh", "fish"]],
  ["files where anything may come", ["check", "--certificate", ""], []],
  ["files for an argument", ["diff", ""], []],
  ["an option after the value of another", ["diff", "--at", "2026-01-01", "--f"], ["--format"]],
  ["nothing of ours after --", ["exec", "--", "curl", "--"], []],
  ["nothing of ours after -- and options", ["exec", "--registry", "r", "--", "curl", "--r"], []],
])("bash offers %s", (_, words, expected) => expect(offered(...words)).toEqual(expected));

test("zsh takes the script of bash, and fish has a line for each command and each option", async () => {
  expect(await printed("zsh")).toContain(await printed("bash"));
  const fish = await printed("fish");
  for (const one of program().commands) {
    expect(fish).toContain(`-n '__fish_use_subcommand' -f -a ${one.name()} -d '`);
    for (const { long } of one.options) {
      expect(fish).toContain(`-n '__fish_seen_subcommand_from ${one.name()}' -l ${long!.slice(2)}`);
    }
  }
});

test("another shell is wrong usage", async () => {
  expect(await runCommand("completion", "csh")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Allowed choices are bash, zsh, fish"),
  });
});

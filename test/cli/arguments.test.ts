// An argument may come from a pull request: what is said of it does nothing to the terminal or the log.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../support/command-line";

const EVIL = "x\u001b]0;title\u0007\u009b2J\u202e\u2028\r\ny";

const EMPTY = join(mkdtempSync(join(tmpdir(), "arguments-")), "empty.md");
writeFileSync(EMPTY, "");

test.each([
  ["an unknown command", [EVIL]],
  ["an unknown option", ["check", `--${EVIL}`]],
  ["a value that is none of the choices", ["inventory", "--format", EVIL]],
  ["a date that is none", ["inventory", "--at", EVIL]],
  ["a host that is none", ["resolve", EVIL]],
  ["a folder that is not there", ["inventory", "--from", EVIL]],
  ["a file that is not there", ["diff", EVIL, EVIL]],
  ["an output that cannot be written", ["diff", EMPTY, EMPTY, "--output", `/nowhere/${EVIL}`]],
  ["a passphrase file that is not there", ["check", "--pkcs12", "a", "--passphrase-file", EVIL]],
  ["a certificate that is not there", ["check", "--certificate", EVIL, "--private-key", EVIL, "--host", EVIL]],
  ["the same as JSON", ["check", "--certificate", EVIL, "--private-key", EVIL, "--host", EVIL, "--json"]],
])("%s is named without its control characters", async (_, args) => {
  const { stdout, stderr, exitCode } = await runCommand(...args);
  expect(exitCode).toBeGreaterThan(0);
  expect(stdout + stderr).toContain("\\u202e");
  expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

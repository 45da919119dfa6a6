import { runCommand, runCommandWithInput } from "../support/command-line";
import { synthesised } from "../support/synthesised";

const from = synthesised("*.acme.com", "www.acme.com");
const resolve = (input: string, ...args: string[]) =>
  runCommandWithInput(input, "resolve", "--from", from, ...args, "-");

test("many hosts from the standard input, one a line: empty lines and comments are passed over", async () => {
  const { exitCode, stdout } = await resolve("\ufeff# checks\nhttps://www.acme.com/health\r\n\n  api.acme.com \n");
  expect(exitCode).toBe(0);
  expect(stdout.match(/^\S+ gets the certificate of \S+/gm)).toEqual([
    "www.acme.com gets the certificate of stack/www.acme.com",
    "api.acme.com gets the certificate of stack/*.acme.com",
  ]);
});

test("--json is an answer a line, in the order of the hosts; one host without a certificate is no success", async () => {
  const { exitCode, stdout } = await resolve("a.acme.com\nnobody.test\n", "--json", "--explain");
  expect(exitCode).toBe(1);
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([
    { host: "a.acme.com", certificate: { declaration: "stack/*.acme.com" }, considered: [{ rank: 1 }] },
    { host: "nobody.test", certificate: null },
  ]);
});

test("several hosts as arguments", async () => {
  const { stdout } = await runCommand("resolve", "--from", from, "--json", "www.acme.com", "b.acme.com");
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("a line that is no host is named by its number, and nothing is answered", async () => {
  const { exitCode, stdout, stderr } = await resolve("www.acme.com\nnot a host\n");
  expect([exitCode, stdout, stderr]).toEqual([2, "", expect.stringContaining('invalid-host: line 2: "not a host"')]);
});

test("no hosts, no answers", async () => {
  expect(await resolve("", "--json")).toMatchObject({ exitCode: 0, stdout: "" });
});

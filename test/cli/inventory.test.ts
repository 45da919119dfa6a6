import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { toTable } from "../../src/cli/inventory-table";
import { displayWidth } from "../../src/cli/table";
import { paintFor, plain } from "../../src/cli/terminal";
import { makeInventory } from "../../src/inventory/inventory";
import { runCommand } from "../support/command-line";
import { rowFor } from "../support/inventories";
import { synthesised } from "../support/synthesised";

const NOW = new Date("2026-11-24T12:00:00Z");
const inventory = makeInventory("client-certificates", [
  rowFor({ host: "*.acme.com", notAfter: "2028-01-01T00:00:00Z", subject: "CN=検査, O=Acme" }),
  rowFor({ host: "www.acme.com", order: 1, notAfter: "2026-11-12T00:00:00Z" }),
  rowFor({ host: "api.acme.com", order: 2, notAfter: "2026-12-01T00:00:00Z" }),
]);

const table = (width: number, env: NodeJS.ProcessEnv = {}, isTTY = true) =>
  toTable(inventory, { now: NOW, width, paint: paintFor({ isTTY }, env) });

test("the table says in words what is expired and what is about to, without colours", () => {
  const text = table(Number.POSITIVE_INFINITY, {}, false);
  expect(text).toMatch(/^www\.acme\.com +2026-11-12 +EXPIRED 12 DAYS AGO /m);
  expect(text).toMatch(/^api\.acme\.com +2026-12-01 +expires in 6 days /m);
  expect(text).toContain("3 certificates, 1 expired, 1 expiring within 30 days");
  expect(text).toContain("www.acme.com, stack/www.acme.com (www.acme.com) wins over stack/*.acme.com");
  expect(text).not.toContain("\u001b");
});

test("on a terminal the expired are red and the expiring yellow, unless NO_COLOR or a dumb terminal forbids", () => {
  const [, wildcard, expired, soon] = table(200).split("\n");
  expect(wildcard).not.toContain("\u001b");
  expect([expired!.slice(0, 17), expired!.slice(-4)]).toEqual(["\u001b[31mwww.acme.com", "\u001b[0m"]);
  expect(soon!.slice(0, 17)).toBe("\u001b[33mapi.acme.com");
  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) expect(table(200, env)).not.toContain("\u001b");
});

test("lines are as long as the terminal is wide, with the widest cells cut, also with wide letters", () => {
  const certificates = table(90, { NO_COLOR: "1" }).split("\n").slice(0, 4);
  expect(certificates.map(displayWidth).every((width) => width <= 90)).toBe(true);
  expect(certificates[1]).toContain("…");
  expect(certificates[1]).toContain("検査");
});

test("formats: markdown, json and html, to the standard output or a file", async () => {
  const from = synthesised("*.acme.com", "www.acme.com");
  const file = join(from, "inventory.out");
  expect((await runCommand("inventory", "--from", from, "--format", "markdown")).stdout).toMatch(
    /^# Client certificates/,
  );
  expect((await runCommand("inventory", "--from", from, "--format", "html", "--output", file)).stdout).toBe("");
  expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
  const json = JSON.parse((await runCommand("inventory", "--from", from, "--format", "json")).stdout);
  expect(json).toMatchObject({
    version: 1,
    registry: "client-certificates",
    certificates: [
      { host: "*.acme.com", key: "EC P-256", passphrase: "variable acme_passphrase" },
      { host: "www.acme.com" },
    ],
    overlaps: [{ winner: "stack/www.acme.com", loser: "stack/*.acme.com", decided: true }],
  });
});

test("a certificate's text cannot steer the terminal", async () => {
  const from = synthesised("acme.com");
  const file = join(from, "client-certificates.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("CN=acme.com", "CN=\\u001b[2J\\u202e"));
  const { stdout } = await runCommand("inventory", "--from", from);
  expect(stdout).toContain("CN=\\u001b[2J\\u202e");
});

test.each([
  [["inventory", "--format", "pdf"], "Allowed choices are table, markdown, html, json"],
  [["inventory", "--at", "tomorrow"], '--at "tomorrow" is no ISO 8601 date'],
  [["inventory", "--from", "/nowhere"], 'run "cdktf synth"'],
  [["inventory", "extra"], "too many arguments"],
  [["diff", "one"], "missing required argument 'new'"],
  [["diff", "/nowhere.md", "/nowhere.md"], "cannot read /nowhere.md"],
  [["resolve"], "missing required argument 'url|host'"],
  [["check"], "give --certificate and --private-key, or --pkcs12"],
  [["chek"], "Did you mean check?"],
])("%p is wrong usage: status 2, and what to do", async (args, message) => {
  const { exitCode, stderr } = await runCommand(...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test.each(["check", "inspect", "resolve", "inventory", "diff"])(
  "%s --help lists every option, with examples",
  async (name) => {
    const { exitCode, stdout } = await runCommand(name, "--help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Usage: client-certificates \w+ [\s\S]*Options:[\s\S]*Examples:/);
  },
);

test.each([79, 60, 40, 20])("at %d columns no line is longer, and host, date and status are never cut", (width) => {
  const text = table(width, { NO_COLOR: "1" });
  const lines = text.slice(0, text.indexOf("Overlaps")).split("\n");
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 22));
  for (const whole of ["*.acme.com", "www.acme.com", "2026-11-12", "EXPIRED 12 DAYS AGO", "expires in 6 days"]) {
    expect(text).toContain(whole);
  }
  expect(text.includes("SUBJECT")).toBe(width > 45);
});

test("--host, --sort and --fail-within: what matches a host, by its end, and a status for a scheduled job", async () => {
  const from = synthesised("b.test", "a.test", "*.acme.com");
  const run = (...args: string[]) => runCommand("inventory", "--from", from, ...args);
  expect((await run("--host", "https://www.acme.com/x")).stdout).toMatch(/^\*\.acme\.com .*\n\n1 certificate$/m);
  expect((await run("--sort", "host")).stdout).toMatch(/^\*\.acme[\s\S]*^a\.test[\s\S]*^b\.test/m);
  const at = ["--at", "2026-12-25"];
  expect((await run("--fail-within", "7d", ...at)).exitCode).toBe(1);
  expect((await run("--fail-within", "7", ...at)).stderr).toContain("3 certificates have ended, or will within 7 days");
  expect(await run("--fail-within", "6d", ...at)).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await run("--fail-within", "soon")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("is no number of days"),
  });
});

test("--columns are shown in the order given, whatever the width: cut, but for hosts and dates, or as blocks", async () => {
  const from = synthesised("www.acme.com");
  const { stdout } = await runCommand("inventory", "--from", from, "--columns", "until, host,issuer,fingerprint");
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "VALID UNTIL  HOST          ISSUER  FINGERPRINT",
    "2027-01-01   www.acme.com  CN=CA   AA:BB",
  ]);
  const narrow = (width: number) =>
    toTable(inventory, { now: NOW, width, paint: plain, columns: ["host", "subject", "issuer"] }).split("\n");
  expect(narrow(40)[1]).toMatch(/^\*\.acme\.com +CN=\S+…? +\S+/);
  expect(narrow(20).slice(0, 3)).toEqual(["*.acme.com", "  subject: CN=検査, O=Acme", "  issuer: CN=Acme CA"]);
  expect(await runCommand("inventory", "--from", from, "--columns", "host,colour")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"colour" is no column; there are host, until, status'),
  });
});

test("metrics for Prometheus, and a calendar", async () => {
  const from = synthesised('a"b\\.test');
  const run = (format: string) => runCommand("inventory", "--from", from, "--format", format, "--at", "2026-06-01");
  expect((await run("prometheus")).stdout).toContain(
    'client_certificate_not_after_seconds{registry="client-certificates",host="a\\"b\\\\.test",declaration="stack/a\\"b\\\\.test",sha256="aabb"} 1798761600\n',
  );
  const calendar = (await run("ical")).stdout;
  expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[\s\S]*\r\nEND:VCALENDAR\r\n$/);
  expect(calendar).toContain("DTSTART:20270101T000000Z\r\n");
  for (const line of calendar.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  expect(await runCommand("--version")).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
});

test("whoever stops reading the output ends the program without an error", async () => {
  const from = synthesised(...Array.from({ length: 2_000 }, (_, i) => `a${i}.test`));
  const main = join(__dirname, "../../dist/cli/main.js");
  const child = spawn(process.execPath, [main, "inventory", "--from", from, "--format", "json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(stderr).toBe("");
});

test("an output that cannot be written is told in one line, and is no verdict", async () => {
  const readOnly = openSync(__filename, "r");
  const main = join(__dirname, "../../dist/cli/main.js");
  const child = spawn(process.execPath, [main, "--version"], { stdio: ["ignore", readOnly, "pipe"] });
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr!), once(child, "close")]);
  closeSync(readOnly);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/^client-certificates: the output cannot be written: .*\n$/),
  ]);
});

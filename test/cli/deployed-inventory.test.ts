// The inventory of a deployed registry, from a table that is not all as it should be.
import { toItem } from "../../src/wire/item";
import { runCommand } from "../support/command-line";
import { registrationFor } from "../support/registrations";
import { StandInTable } from "../support/stand-in-table";

const environment = { ...process.env };
let table: StandInTable;

beforeEach(async () => {
  table = await StandInTable.start([toItem(registrationFor({ host: "*.acme.com" }), "2026-01-01T00:00:00Z#000000")]);
  Object.assign(process.env, table.env);
});

afterEach(() => {
  table.stop();
  process.env = { ...environment };
});

const inventory = () => runCommand("inventory", "--registry", "client-certificates", "--format", "json");

test("an item that cannot be read is named, and the others are listed", async () => {
  table.put({ pk: { S: "host#bad.acme.com" }, sk: { S: "x\u001b[2J" }, host: { BOOL: true } });
  const { stdout, stderr, exitCode } = await inventory();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ certificates: [{ host: "*.acme.com" }] });
  expect(stderr).toMatch(/left out: the item host#bad\.acme\.com, x.*: .*type BOOL/);
  expect(stderr).not.toContain("\u001b[2J");
});

test("a table whose answer is cut off is an error, not an empty inventory", async () => {
  table.fault = (response) => void response.end('{"Items":[');
  expect(await inventory()).toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("registry-unreachable"),
    exitCode: 2,
  });
});

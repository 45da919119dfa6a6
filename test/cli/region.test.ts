// A region that is missing is said to be missing, whatever command needs it, and before anything else is tried.
import { runCommand } from "../support/command-line";

const environment = { ...process.env };

beforeEach(() => {
  for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]) delete process.env[name];
  Object.assign(process.env, {
    AWS_CONFIG_FILE: "/nowhere",
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    // What would be asked with a region, and is not there.
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  });
});

afterEach(() => {
  process.env = { ...environment };
});

const COMMANDS = [
  ["resolve", "a.test"],
  ["inventory"],
  ["exec", "true"],
  ["proxy"],
  ["probe"],
  ["probe", "https://a.test"],
  ["verify"],
];

test.each(COMMANDS)("%s %s", async (name, ...rest) => {
  const { exitCode, stderr } = await runCommand(name!, "--registry", "client-certificates", ...rest.filter(Boolean));
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringContaining("invalid-argument: no AWS region: set AWS_REGION or --region"),
  ]);
});

test("--region is the region that is asked", async () => {
  const { exitCode, stderr } = await runCommand("resolve", "a.test", "--registry", "r", "--region", "eu-central-1");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("registry-unreachable")]);
});

test("a synth has no region", async () => {
  const { exitCode, stderr } = await runCommand("resolve", "a.test", "--region", "eu-central-1");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--region goes with --registry")]);
});

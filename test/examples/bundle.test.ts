import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { bundle } from "../../examples/api-check/bundle";
import { Examples } from "../support/examples";

const HANDLER = "handler.ts";

test("the package of the API check is the same bytes from another folder on another day", () => {
  const examples = new Examples();
  const output = mkdtempSync(join(tmpdir(), "bundle-"));
  const bytes = (folder: string, date: string) => {
    jest.useFakeTimers({ now: new Date(date) });
    return readFileSync(bundle(join(folder, HANDLER), join(output, date, "check.zip"))).toString("base64");
  };
  try {
    const first = bytes(join(__dirname, "../../examples/api-check"), "2026-11-24");
    expect(bytes(examples.directory("api-check"), "2027-03-01")).toBe(first);
  } finally {
    jest.useRealTimers();
    rmSync(output, { recursive: true });
    examples.remove();
  }
});

test("without credentials in the environment, the check says that the AWS SDK is not in its package", () => {
  const output = mkdtempSync(join(tmpdir(), "bundle-"));
  try {
    const zip = bundle(join(__dirname, "../../examples/api-check", HANDLER), join(output, "check.zip"));
    writeFileSync(join(output, "index.js"), unzipSync(readFileSync(zip))["index.js"]!);
    const script = 'require("./index.js").handler().catch(({ message }) => console.log(message))';
    const env = { PATH: process.env.PATH, REGISTRY: "r", CHECK_URLS: "https://api.acme.test/" };
    const said = execFileSync(process.execPath, ["-e", script], { cwd: output, env, encoding: "utf8" });
    expect(said).toMatch(
      /registry-unreachable: .*AWS_ACCESS_KEY_ID.*have @aws-sdk\/client-lambda in the bundle or beside it/,
    );
  } finally {
    rmSync(output, { recursive: true });
  }
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

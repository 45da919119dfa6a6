// "npm start", where people try it.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Examples } from "../support/examples";

const CHECK = join(__dirname, "../../scripts/writable.mjs");
const NOBODY = 65_534;

test("the demo reaches its own server, whatever proxy there is", async () => {
  const examples = new Examples();
  try {
    const proxy = "http://127.0.0.1:9";
    const { exitCode, output } = await examples.run("quickstart", "npx tsx demo.ts", {
      ...{ HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: "internal.example" },
    });
    expect([exitCode, output]).toEqual([
      0,
      expect.stringContaining("200 The server saw the client certificate of CN=local-checks, O=Throw-away"),
    ]);
  } finally {
    examples.remove();
  }
}, 120_000);

test("a folder that cannot be written is told in one line", () => {
  const folder = mkdtempSync(join(tmpdir(), "unwritable-"));
  chmodSync(folder, 0o555);
  const program = `${readFileSync(CHECK, "utf8")}\nrefuseUnwritable(process.argv[1]);`;
  // Root may write everywhere.
  const user = process.getuid?.() === 0 ? { uid: NOBODY } : {};
  const options = { encoding: "utf8", cwd: tmpdir(), ...user } as const;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program, folder], options);
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^\/.*unwritable-\w+ cannot be written \(EACCES\): .*\n$/),
  ]);
});

// "npm run soak" in short: the certificate is renewed while many clients ask, and nobody notices.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

jest.setTimeout(120_000);

test("renewals under load: nothing fails, nothing goes out without its certificate, and memory stays", async () => {
  const script = join(__dirname, "../support/run-soak.ts");
  const parameters = ["--expose-gc", "--import", "tsx", script, "6", "20", "1"];
  const { stdout } = await promisify(execFile)(process.execPath, parameters);
  const soaked = JSON.parse(stdout);
  expect(soaked).toMatchObject({ failed: 0, bare: 0, isFlat: true });
  expect(soaked.rotations).toBeGreaterThanOrEqual(3);
  expect(soaked.seen).toBeGreaterThan(2);
  expect(soaked.requests).toBeGreaterThan(100);
  if (process.env.REQUIRE_NGINX === "1") expect(soaked.servers).toEqual(["Node", "nginx"]);
});

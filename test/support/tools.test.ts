import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror, findTools } from "./tools";

function path(tools: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "tools-"));
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: folder, TERRAFORM_PROVIDER_MIRROR: "/mirror" };
}

const terraform = (version: string) => `echo '{"terraform_version":"${version}"}'`;

test("finds the tools", () => {
  const env = path({ terraform: terraform("1.11.4"), moto_server: "" });
  expect(findTools(env)).toEqual({
    terraform: join(env.PATH ?? "", "terraform"),
    moto: join(env.PATH ?? "", "moto_server"),
    providerMirror: "/mirror",
  });
});

test.each([
  [{}, "terraform is not on the PATH"],
  [{ terraform: terraform("1.10.5") }, "terraform 1.10.5 is too old"],
  [{ terraform: terraform("1.11.0") }, "moto_server is not on the PATH"],
])("says what is missing: %j", (tools, expected) => {
  expect(findTools(path(tools))).toMatchObject({ missing: expect.stringContaining(expected) });
});

test("an empty setting means that there is no mirror", () => {
  expect(findProviderMirror({ TERRAFORM_PROVIDER_MIRROR: "" })).toBeUndefined();
});

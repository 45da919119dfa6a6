import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { documentationOf } from "../../src/finding";
import { type Mistake, makeMistakes, RIGHT_PASSPHRASE, WRONG_PASSPHRASE } from "../support/mistakes";

let mistakes: Mistake[];

beforeAll(async () => {
  mistakes = await makeMistakes(mkdtempSync(join(tmpdir(), "mistakes-")));
});

/** What `app.synth()` says of an app that declares these mistakes, one stack for each list. */
function synthError(stacks: Record<string, Mistake[]>, options: { skipValidation?: boolean } = {}): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "synth-")), ...options });
  for (const [id, declared] of Object.entries(stacks)) {
    const stack = new TerraformStack(app, id);
    new AwsProvider(stack, "aws", {});
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "client-certificates");
    for (const { name, declared: props } of declared) new ClientCertificate(stack, name, { registry, ...props });
  }
  try {
    app.synth();
  } catch (error) {
    expect(readdirSync(join(app.outdir, "stacks"))).not.toContain("manifest.json");
    return (error as Error).message;
  }
  return "";
}

const named = (name: string) => mistakes.find((mistake) => mistake.name === name)!;

test.each([
  "MissingFile",
  "OtherKey",
  "WrongPassphrase",
  "MissingPassphrase",
  "Expired",
  "Swapped",
  "GarbageAuthority",
  "HostIsUrl",
  "HostTooBroad",
])("%s stops the synth with construct path, file, code, cause and fix", (name) => {
  const { code, file } = named(name);
  const message = synthError({ shop: [named(name)] });
  expect(message).toMatch(/^Synth stops: \d errors? in 1 of 1 client certificates\n/);
  expect(message).toContain(`\nshop/${name} (`);
  expect(message).toContain(`\n  error ${file}: ${code}: `);
  expect(message.split(documentationOf(code)).length).toBe(2);
  expect(message).toMatch(/: \S.+\n\s+Fix: \S.+/);
});

test("one synth reports every mistake of every certificate, in every stack, once", () => {
  const message = synthError({ one: mistakes.slice(0, 4), two: mistakes.slice(4) });
  for (const { name, code, file } of mistakes) {
    const [group = ""] = message.split("\n\n").filter((text) => /^\w+\/(\w+) /.exec(text)?.[1] === name);
    const reports = group.split("\n").filter((line) => line === line.trim() || line.includes(`${file}: ${code}: `));
    expect([name, reports.length]).toEqual([name, 2]);
  }
});

test("an app that skips the validations does not lose a certificate silently", () => {
  expect(synthError({ shop: [named("Expired")] }, { skipValidation: true })).toContain("shop/Expired (");
});

test("no message gives a passphrase away", () => {
  const message = synthError({ shop: mistakes });
  expect(message).toContain("passphrase-wrong");
  expect(message).not.toContain(RIGHT_PASSPHRASE);
  expect(message).not.toContain(WRONG_PASSPHRASE);
});

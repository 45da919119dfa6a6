import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type AppConfig, Lazy, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Authority, days, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";
import { runCommand } from "../support/command-line";

let first: Issued;
let second: Issued;
let inventoryPath: string;
const { CI } = process.env;

beforeAll(async () => {
  const authority = await Authority.create("Inventory CA");
  first = await authority.issue("first");
  second = await authority.issue("second");
});

beforeEach(() => {
  delete process.env.CI;
  inventoryPath = join(mkdtempSync(join(tmpdir(), "inventory-")), "docs", "certificates.md");
});

afterAll(() => {
  if (CI !== undefined) process.env.CI = CI;
});

/** Two stacks of an app that add to one registry, each a certificate. */
function declare(issued = first, more: object = {}, config: AppConfig = {}): TestApp {
  const app = new TestApp(config);
  const platform = app.stack("platform");
  const registry = new ClientCertificateRegistry(platform, "Certificates", { inventoryPath });
  new ClientCertificate(platform, "Own", { registry, host: "*.acme.com", ...app.pair("own", issued) });
  const team = app.stack("team");
  const encrypted = { ...second, privateKey: encryptKey(second.privateKey, "open sesame") };
  new ClientCertificate(team, "Api", {
    registry: ClientCertificateRegistry.fromName(team, "Certificates", registry.name),
    host: "api.acme.com",
    ...app.pair("api", encrypted),
    passphrase: Passphrase.fromFile(app.write("api.pass", "open sesame\n")),
    ...more,
  });
  return app;
}

test("synth writes the certificates of every stack, and what the command line makes of cdktf.out is the same", async () => {
  const app = declare();
  app.app.synth();
  const written = readFileSync(inventoryPath, "utf8");
  expect(written).toMatch(/^\| `\*\.acme\.com` \| \S+ \| CN=first, O=Throw-away .* \| platform\/Own \|/m);
  expect(written).toMatch(/^\| `api\.acme\.com` \| EC P-256 .* file \S+api\.pass \|/m);
  expect(written).toContain("a full host name goes before a wildcard");
  expect(written).not.toContain("open sesame");
  expect((await runCommand("inventory", "--from", app.app.outdir, "--format", "markdown")).stdout).toBe(written);
});

test("where CI is set, an inventory that is up to date passes and is not written again", () => {
  const app = declare();
  app.app.synth();
  process.env.CI = "true";
  app.app.synth();
});

test("where CI is set, an inventory that is missing fails and is not written", () => {
  process.env.CI = "1";
  expect(() => declare().app.synth()).toThrow(
    /inventoryPath: there is no .*certificates\.md\n {4}Fix: run "CI=false npx cdktf synth"/,
  );
  expect(existsSync(inventoryPath)).toBe(false);
});

test.each([false, true])(
  "where CI is set, an inventory that is out of date fails in two lines, skipValidation: %s",
  (skipValidation) => {
    declare().app.synth();
    const committed = readFileSync(inventoryPath, "utf8");
    process.env.CI = "true";
    expect(() => declare(second, {}, { skipValidation }).app.synth()).toThrow(
      /^Synth stops: 1 error\n\nplatform\/Certificates at .*\n {2}error .* is out of date: 1 renewed, .*\n {4}Fix: run "CI=false npx cdktf synth" and commit .*$/,
    );
    expect(readFileSync(inventoryPath, "utf8")).toBe(committed);
  },
);

test("where CI is set, text that was edited by hand fails; line ends do not matter", () => {
  const app = declare();
  app.app.synth();
  const written = readFileSync(inventoryPath, "utf8");
  process.env.CI = "true";
  const turned = written.replaceAll("\n", "\r\n");
  writeFileSync(inventoryPath, turned);
  app.app.synth();
  expect(readFileSync(inventoryPath, "utf8")).toBe(turned);
  writeFileSync(inventoryPath, written.replace("do not edit", "edited"));
  expect(() => app.app.synth()).toThrow("is out of date: its text is not what synth writes");
});

test("a certificate with an error keeps the inventory as it is", () => {
  const wrong = { certificateAuthorityPath: join(inventoryPath, "missing.pem") };
  expect(() => declare(first, wrong).app.synth()).toThrow("file-not-found");
  expect(existsSync(inventoryPath)).toBe(false);
});

test.each(["", "false", "0"])('CI="%s" is as good as unset', (value) => {
  process.env.CI = value;
  declare().app.synth();
  expect(existsSync(inventoryPath)).toBe(true);
});

test("a path that is empty or known only to Terraform is refused", () => {
  const stack = new TestApp().stack();
  const token = Lazy.stringValue({ produce: () => "certificates.md" });
  expect(() => new ClientCertificateRegistry(stack, "A", { inventoryPath: "" })).toThrow("inventoryPath is empty");
  expect(() => new ClientCertificateRegistry(stack, "B", { inventoryPath: token })).toThrow("is a token");
});

test("warnings are in it, with the reason of one that is acknowledged; one that comes with the day is not", async () => {
  const soon = await (await Authority.create("Soon CA")).issue("soon", { notAfter: days(9) });
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates", { inventoryPath });
  const declare = (id: string, host: string, addedAt: string, more = {}) =>
    new ClientCertificate(stack, id, { registry, host, addedAt, ...app.pair(id, soon), ...more });
  const acknowledge = [
    { code: "host-shadowed", reason: " Wide goes\n  next week " },
    { code: "expires-soon", reason: "known" },
  ];
  declare("Wide", "*.acme.com", "2026-01-01");
  declare("Narrow", "*.api.acme.com", "2025-01-01");
  declare("Known", "*.web.acme.com", "2024-01-01", { acknowledge });
  app.app.synth();
  const written = readFileSync(inventoryPath, "utf8");
  expect(written.match(/(?<=\| none \| )[^|]*(?= \| 20)/g)).toEqual([
    "expires-soon (acknowledged: known)<br>host-shadowed (acknowledged: Wide goes next week)",
    "host-shadowed",
    "none",
  ]);
  expect((await runCommand("inventory", "--from", app.app.outdir, "--format", "markdown")).stdout).toBe(written);
});

test("a registry of the same name in another region is another one", () => {
  const app = new TestApp();
  for (const region of ["eu-central-1", "us-east-1"]) {
    const stack = new TerraformStack(app.app, region);
    new AwsProvider(stack, "aws", { region });
    const registry = new ClientCertificateRegistry(stack, "Certificates", {
      inventoryPath: `${inventoryPath}.${region}`,
    });
    new ClientCertificate(stack, "Acme", { registry, host: "acme.com", ...app.pair(region, first) });
  }
  app.app.synth();
  expect(readFileSync(`${inventoryPath}.us-east-1`, "utf8").match(/^\| `.*\/Acme \|/gm)).toEqual([
    expect.stringContaining("us-east-1/Acme"),
  ]);
});

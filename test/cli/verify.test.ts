// What verify says of a deployed registry, on a local AWS.
import { Authority, days, encryptKey, type IssueOptions } from "../../examples/support/pki";
import { runCommand } from "../support/command-line";
import { DeployedRegistry } from "../support/deployed-registry";
import { describeDeploy } from "../support/describe-deploy";
import type { Declared } from "../support/test-registry";

jest.setTimeout(120_000);

describeDeploy("verify", () => {
  let authority: Authority;
  let registry: DeployedRegistry;

  beforeEach(async () => {
    authority = await Authority.create("Test CA");
    registry = await DeployedRegistry.start();
  });
  afterEach(() => registry.stop());

  async function declare(host: string, more: Partial<Declared> = {}, issue: IssueOptions = {}): Promise<Declared> {
    const declared = { host, ...(await authority.issue(host, issue)), ...more };
    await registry.add(declared);
    return declared;
  }

  const verify = (...args: string[]) => runCommand("verify", "--registry", "client-certificates", ...args);

  interface Verified {
    readonly host: string;
    readonly ok: boolean;
    readonly problems: readonly { readonly code: string; readonly message: string }[];
  }

  async function problems(): Promise<Record<string, string[]>> {
    const { stdout, exitCode } = await verify("--json");
    const { ok, registrations }: { ok: boolean; registrations: Verified[] } = JSON.parse(stdout);
    expect(exitCode).toBe(ok ? 0 : 1);
    return Object.fromEntries(registrations.map(({ host, problems }) => [host, problems.map(({ code }) => code)]));
  }

  test("each certificate whose secret is there, whose key fits and which a server would take can be used", async () => {
    await declare("www.acme.test");
    const encrypted = await authority.issue("api");
    const privateKey = encryptKey(encrypted.privateKey, "pass phrase");
    await declare("*.acme.test", { ...encrypted, privateKey, passphrase: "pass phrase" });
    const { stdout, stderr, exitCode } = await verify();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^ +HOST +VALID UNTIL +DECLARED BY\n/);
    expect(stdout).toMatch(/^ok +www\.acme\.test +\d{4}-\d\d-\d\d +Test\/www-acme-test$/m);
    expect(stdout).toContain("2 of 2 can be used");
    expect(stdout).not.toContain("pass phrase");
  });

  test("each that cannot be used is named, with the reason", async () => {
    const { host } = await declare("gone.acme.test");
    const gone = [...registry.names()].find((name) => name.includes(host.replaceAll(".", "-")));
    await registry.deleteSecret(gone!);
    const other = await authority.issue("other");
    await declare("key.acme.test", { privateKey: other.privateKey });
    await declare("wrong.acme.test", { privateKey: encryptKey(other.privateKey, "right"), passphrase: "wrong" });
    await declare("old.acme.test", {}, { notBefore: days(-9), notAfter: days(-2) });
    await declare("soon.acme.test", {}, { notAfter: days(5) });
    await declare("server.acme.test", {}, { purposes: ["server"] });
    await declare("twice.acme.test");
    await declare("twice.acme.test", { declaration: "Another/app" });
    expect(await problems()).toEqual({
      "gone.acme.test": ["secret-unreadable"],
      "key.acme.test": ["key-mismatch"],
      "wrong.acme.test": ["passphrase-wrong"],
      "old.acme.test": ["expired"],
      "soon.acme.test": ["expires-soon"],
      "server.acme.test": ["no-client-auth"],
      "twice.acme.test": ["host-duplicate"],
    });
  });

  test("what a registration says does nothing to a terminal", async () => {
    await declare("www.acme.test", { declaration: "Shop/\u001b[2J\u202eapp\nok  forged.acme.test" });
    await declare("www.acme.test", { declaration: "Shop/\u001b]0;title\u0007" });
    const { stdout, stderr } = await verify();
    expect(stdout).toMatch(/host-duplicate.*Shop\//s);
    expect(stdout).not.toMatch(/^ok +forged/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("as the check's role: what it may not read is said, with what it needs", async () => {
    await declare("www.acme.test");
    const role = await registry.role("check", ["dynamodb:Scan"]);
    await registry.aws.enforceIam();
    registry.become(role);
    const { stdout, exitCode } = await verify();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/secret-unreadable: .*secretsmanager:GetSecretValue/);
  });

  test("a registry that is not there is an error, not an empty one", async () => {
    expect(await runCommand("verify", "--registry", "nowhere")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("nowhere"),
    });
  });
});

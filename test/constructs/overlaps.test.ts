import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { ClientCertificate, type ClientCertificateProps, ClientCertificateRegistry } from "cdktf-client-certificates";
import { Authority, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Overlaps CA")).issue("check");
});

type Declared = Pick<ClientCertificateProps, "host" | "addedAt" | "acknowledge">;

/** Declares certificates, each stack with a registry of the same name, and synthesises. */
function synth(stacks: Record<string, Record<string, Declared>>) {
  const app = new TestApp();
  const files = app.pair("check", issued);
  for (const [id, declared] of Object.entries(stacks)) {
    const stack = app.stack(id);
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "client-certificates");
    for (const [name, props] of Object.entries(declared))
      new ClientCertificate(stack, name, { registry, ...files, ...props });
  }
  return Object.keys(stacks).flatMap((id) =>
    app
      .synth(id)
      .annotations.map(
        ({ constructPath, level, message }) => `${level.replace("@cdktf/", "")} ${constructPath}: ${message}`,
      ),
  );
}

test("the same host declared twice is an error, also across stacks", () => {
  expect(() => synth({ one: { A: { host: "acme.com" } }, two: { B: { host: "ACME.com." } } })).toThrow(
    "acme.com: host-duplicate: two/B declares the same host",
  );
});

test("overlapping wildcards with the same addedAt are an error, a full host among them is not", () => {
  const at = { addedAt: "2026-01-01" };
  expect(() => synth({ shop: { A: { host: "*.acme.com", ...at }, B: { host: "*.api.acme.com", ...at } } })).toThrow(
    "added-at-tie",
  );
  expect(synth({ shop: { A: { host: "*.acme.com", ...at }, B: { host: "api.acme.com", ...at } } })).toEqual([]);
});

test("a wildcard that is never presented is a warning, until it is acknowledged", () => {
  const narrow = { host: "*.api.acme.com", addedAt: "2025-01-01" };
  const wide = { host: "*.acme.com", addedAt: "2026-01-01" };
  expect(synth({ shop: { Narrow: narrow, Wide: wide } })).toEqual([
    expect.stringMatching(
      /^warn shop\/Narrow: \*\.api\.acme\.com: host-shadowed: it is never presented: shop\/Wide \(\*\.acme\.com\)/,
    ),
  ]);
  const acknowledge = [{ code: "host-shadowed", reason: "Wide goes next week" }] as const;
  expect(synth({ shop: { Narrow: { ...narrow, acknowledge }, Wide: wide } })).toEqual([]);
});

test("where the code does not decide, synth says what it depends on and what settles it", () => {
  expect(synth({ shop: { Wide: { host: "*.acme.com" }, Narrow: { host: "*.api.acme.com" } } })).toEqual([
    "info shop/Wide: *.acme.com: for *.api.acme.com, whichever of it and shop/Narrow (*.api.acme.com) is first deployed " +
      "later wins, within one apply the one declared later (shop/Narrow)\n    addedAt on both settles it in the code",
  ]);
});

test("one that meets many is told once, whether it is an error or not", () => {
  const hosts = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `*.${name}.acme.com`);
  const declared = (more: object) =>
    Object.fromEntries([...hosts, "*.acme.com"].map((host, i) => [`C${i}`, { host, ...more }]));
  expect(synth({ shop: declared({}) })).toEqual([
    "info shop/C7: *.acme.com: for the hosts that it shares with shop/C0 (*.a.acme.com), shop/C1 (*.b.acme.com), " +
      "shop/C2 (*.c.acme.com), shop/C3 (*.d.acme.com), shop/C4 (*.e.acme.com) and 2 more, whichever is first deployed later " +
      "wins, within one apply the one declared later\n    addedAt on both settles it in the code",
  ]);
  expect(() => synth({ shop: declared({ addedAt: "2026-01-01" }) })).toThrow(/^Synth stops: 1 error in 1 of 8/);
});

test("a host that is declared several times is one error", () => {
  const host = "acme.com";
  const act = () => synth({ shop: { A: { host }, B: { host }, C: { host }, D: { host: "a.test" } } });
  expect(act).toThrow(/^Synth stops: 1 error in 1 of 4/);
  expect(act).toThrow("shop/B and shop/C declare the same host, so that only one of the 3 is presented");
});

test("a wildcard that two others cover is one warning", () => {
  const narrow = { host: "*.b.acme.com", addedAt: "2024-01-01" };
  const wide = {
    A: { host: "*.acme.com", addedAt: "2026-01-01" },
    B: { host: "{*,x}.b.acme.com", addedAt: "2025-01-01" },
  };
  const shadowed = synth({ shop: { Narrow: narrow, ...wide } }).filter((text) => text.includes("shop/Narrow: "));
  expect(shadowed).toHaveLength(1);
});

test("hosts that do not meet are not mentioned", () => {
  expect(synth({ shop: { A: { host: "*.acme.com" }, B: { host: "*.partner.example" } } })).toEqual([]);
});

const ROLE = "arn:aws:iam::111111111111:role/deploy";

test.each<[string, AwsProviderConfig, AwsProviderConfig]>([
  ["regions", { region: "eu-central-1" }, { region: "us-east-1" }],
  ["profiles", { profile: "production" }, { profile: "staging" }],
  ["roles", { assumeRole: [{ roleArn: ROLE }] }, { assumeRole: [{ roleArn: ROLE.replaceAll("1", "2") }] }],
  ["accounts, one by a role", {}, { assumeRole: [{ roleArn: ROLE }] }],
  [
    "web identities",
    { assumeRoleWithWebIdentity: [{ roleArn: ROLE }] },
    { assumeRoleWithWebIdentity: [{ roleArn: `${ROLE}2` }] },
  ],
  [
    "endpoints",
    { endpoints: [{ dynamodb: "http://127.0.0.1:1" }] },
    { endpoints: [{ dynamodb: "http://127.0.0.1:2" }] },
  ],
  ["accounts that are allowed", { allowedAccountIds: ["111111111111"] }, { allowedAccountIds: ["222222222222"] }],
  ["access keys", { accessKey: "AKIAONE" }, { accessKey: "AKIATWO" }],
  ["providers that have an alias each", { alias: "a", profile: "production" }, { alias: "b", profile: "staging" }],
])("registries of the same name in two %s are two registries", (_, one, two) => {
  expect(duplicates(one, two)).toEqual([]);
});

test.each<[string, AwsProviderConfig, AwsProviderConfig]>([
  ["tags", { region: "eu-central-1" }, { region: "eu-central-1", defaultTags: [{ tags: { team: "b" } }] }],
  [
    "names of a session",
    { assumeRole: [{ roleArn: ROLE, sessionName: "a" }] },
    { assumeRole: [{ roleArn: ROLE, sessionName: "b" }] },
  ],
])("two %s are one registry", (_, one, two) => {
  expect(() => duplicates(one, two)).toThrow("host-duplicate");
});

/** What synth says of two stacks that declare the same host, each with such a provider. */
function duplicates(...providers: readonly AwsProviderConfig[]) {
  const app = new TestApp();
  const files = app.pair("check", issued);
  for (const [i, provider] of providers.entries()) {
    const stack = new TerraformStack(app.app, `stack-${i}`);
    new AwsProvider(stack, "aws", provider);
    const registry = new ClientCertificateRegistry(stack, "Certificates");
    new ClientCertificate(stack, "Acme", { registry, host: "acme.com", ...files });
  }
  return app.synth("stack-1").annotations;
}

// What plain JavaScript, where no compiler looks, may hand over.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  ClientCertificate,
  ClientCertificateError,
  ClientCertificateRegistry,
  inspectClientCertificate,
  Passphrase,
} from "cdktf-client-certificates";
import { Authority } from "../../examples/support/pki";
import { TestApp } from "../support/app";

/** What is thrown; its stack trace is the message and the line of this file that is at fault. */
function misuse(use: () => unknown): string {
  try {
    use();
  } catch (error) {
    expect(error).toBeInstanceOf(ClientCertificateError);
    expect(error).toMatchObject({ code: "invalid-argument" });
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

function declare(props: unknown): string {
  const stack = new TestApp().stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const whole = { registry, host: "a.test", certificatePath: "a.crt", privateKeyPath: "a.key" };
  const given = typeof props === "object" && props !== null ? { ...whole, ...props } : props;
  return misuse(() => new ClientCertificate(stack, "Acme", given as never));
}

test.each<[string, unknown, string]>([
  ["no properties", undefined, "[shop/Acme] the properties are missing"],
  ["no registry", { registry: undefined }, "registry is missing: pass a ClientCertificateRegistry"],
  ["the name of a registry", { registry: "acme" }, 'pass ClientCertificateRegistry.fromName(scope, id, "acme")'],
  ["something else as registry", { registry: 7 }, "registry is a number"],
  ["no host", { host: undefined }, "host is missing"],
  ["several hosts", { host: ["a.test", "b.test"] }, "host is a list; it must be one host or pattern"],
  ["a path that is none", { certificatePath: null }, "certificatePath is null; it must be the path of a file"],
  [
    "a file's content",
    { privateKeyPath: Buffer.from("x") },
    "privateKeyPath is an object; it must be the path of a file",
  ],
  ["a text for a boolean", { allowBroadHost: "false" }, "allowBroadHost is a text; it must be true or false"],
  [
    "days that are no number",
    { expiryWarningDays: Number.NaN },
    "expiryWarningDays is NaN; it must be a number of days",
  ],
  ["a date that is an object", { addedAt: new Date(0) }, "addedAt is a Date; it must be a date, as a text"],
  ["a misspelt property", { certificateAutorityPath: "ca.pem" }, "did you mean certificateAuthorityPath?"],
  ["a property that there is not", { colour: "red" }, 'there is no property "colour": there are registry, host'],
  ["a code for the list", { acknowledge: "expires-soon" }, "acknowledge is a text; it must be a list"],
  ["a code that there is not", { acknowledge: [{ code: "expire-soon", reason: "x" }] }, '"expire-soon" is no code'],
  ["an acknowledgement that is none", { acknowledge: [null] }, "a code that is missing is no code"],
  ["no reason", { acknowledge: [{ code: "expires-soon" }] }, "acknowledge expires-soon with a reason"],
])("a certificate with %s is explained", (_, props, message) => {
  expect(declare(props)).toContain(message);
});

test.each<[string, unknown, string]>([
  ["a promise", Promise.resolve({ name: "acme" }), "the properties are a promise, which has to be awaited"],
  ["a list", [], "the properties are a list"],
  ["a date", new Date(0), "the properties are a Date: "],
])("%s instead of properties is explained, of a registry and of a certificate", (_, props, message) => {
  const stack = new TestApp().stack();
  expect(misuse(() => new ClientCertificateRegistry(stack, "R", props as never))).toContain(message);
  expect(misuse(() => new ClientCertificate(stack, "Acme", props as never))).toContain(message);
});

test("a list, or a promise, of tags is none", () => {
  for (const tags of [["team"], Promise.resolve({})]) {
    const make = () => new ClientCertificateRegistry(new TestApp().stack(), "R", { tags: tags as never });
    expect(misuse(make)).toContain('it must be an object of texts, e.g. { team: "shop" }');
  }
});

test("a passphrase as a text is refused, and not repeated", () => {
  const message = declare({ passphrase: "Tr0ub4dor" });
  expect(message).toContain("passphrase is a text: write where it is, Passphrase.fromVariable(…)");
  expect(message).not.toContain("Tr0ub4dor");
});

test.each(["acme-passphrase", "1st", "", undefined, "a b"])(
  "%j cannot be exported by a shell, so it is no variable of a passphrase",
  (name) => {
    expect(misuse(() => Passphrase.fromVariable(name as string))).toContain("use letters, digits and _");
  },
);

const RESERVED = [
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
  "__proto__",
];

test.each(RESERVED)(
  "%j, a name that Terraform or JavaScript keeps for itself, is no variable of a passphrase",
  (name) => expect(misuse(() => Passphrase.fromVariable(name))).toContain("that name is reserved"),
);

test.each([986, 987])("a path of %d bytes: AWS takes sort keys of 1,024", async (bytes) => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const files = app.pair("a", await (await Authority.create("CA")).issue("a"));
  const id = `${"A".repeat(bytes - "shop/é".length - 1)}é`;
  const make = () => new ClientCertificate(stack, id, { registry, host: "a.test", addedAt: "2026-01-01", ...files });
  if (bytes > 986) {
    expect(misuse(make)).toMatch(/^\[shop\/A+é\] the path has 987 bytes, and a registry keeps 986: use shorter ids/);
    return;
  }
  make();
  const { template } = app.synth();
  const [{ item }] = Object.values(template.resource!.aws_dynamodb_table_item!) as [{ item: string }];
  const { sk } = JSON.parse(item) as { sk: { S: string } };
  expect(Buffer.byteLength(`${sk.S}#set-aside`)).toBe(1024);
});

test.each<[string, () => unknown, string]>([
  ["a path that is none", () => Passphrase.fromFile(undefined as never), "missing or empty"],
  ["a secret that is none", () => Passphrase.fromSecret(undefined as never), "missing or empty"],
  ["no scope", () => new ClientCertificate(undefined as never, "Acme", {} as never), "[Acme] the first argument is no"],
  [
    "a misspelt property of a registry",
    () => new ClientCertificateRegistry(new TestApp().stack(), "R", { inventorypath: "x.md" } as never),
    '[shop/R] there is no property "inventorypath": did you mean inventoryPath?',
  ],
  [
    "a moment that is none",
    () => inspectClientCertificate({ pkcs12Path: "a.p12" }, { now: new Date("soon") }),
    "now is none; it must be a Date",
  ],
  [
    "a moment as a text",
    () => inspectClientCertificate({ pkcs12Path: "a.p12" }, { now: "2026-01-01" as never }),
    "now is none",
  ],
  [
    "days that are none",
    () => inspectClientCertificate({ pkcs12Path: "a.p12" }, { expiryWarningDays: Number.NaN }),
    "expiryWarningDays is NaN",
  ],
])("%s is explained", (_, use, message) => {
  expect(misuse(use)).toContain(message);
});

/** What JavaScript may hand over for anything. */
const VALUES: readonly unknown[] = [
  ...[null, true, 7, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10n, Symbol("x")],
  ...["", "x", " ", "${x}", [], [undefined], ["x"], [7], {}, { name: "x" }, Object.create(null)],
  ...[Buffer.from("x"), new Date(Number.NaN), new Map(), () => "x", Promise.resolve("x")],
];

const PROPS = {
  certificate: [
    ...["registry", "host", "certificatePath", "privateKeyPath", "certificateAuthorityPath", "passphrase", "addedAt"],
    ...["formerly", "revision", "allowBroadHost", "expiryWarningDays", "acknowledge", "colour"],
  ],
  registry: ["name", "encryptionKeyArn", "inventoryPath", "logRetentionDays", "deletionProtection", "formerly", "tags"],
  alarm: ["daysBefore", "topicArn"],
  inspect: ["now", "expiryWarningDays", "passphrase", "host", "passphraseSource", "colour"],
};

const topicArn = "arn:aws:sns:eu-central-1:111122223333:on-call";

type Made = (props: object) => unknown;
const MAKE: Record<keyof typeof PROPS, () => Made> = {
  certificate: () => {
    const stack = new TestApp().stack();
    const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
    const whole = { registry, host: "a.test", certificatePath: "a.crt", privateKeyPath: "a.key" };
    return (props) => new ClientCertificate(stack, "Acme", { ...whole, ...props });
  },
  registry: () => {
    const stack = new TestApp().stack();
    return (props) => new ClientCertificateRegistry(stack, "R", props);
  },
  alarm: () => {
    const registry = new ClientCertificateRegistry(new TestApp().stack(), "R");
    return (props) => registry.alarmOnExpiry({ daysBefore: 7, topicArn, ...props });
  },
  inspect: () => (props) => inspectClientCertificate({ pkcs12Path: "a.p12" }, props),
};

const CALLS: Record<string, () => (value: unknown) => unknown> = {
  "a certificate of": () => {
    const stack = new TestApp().stack();
    return (value) => new ClientCertificate(stack, "Acme", value as never);
  },
  "a registry of": () => {
    const stack = new TestApp().stack();
    return (value) => new ClientCertificateRegistry(stack, "R", value as never);
  },
  "a registry in": () => (value) => new ClientCertificateRegistry(value as never, "R"),
  "a registry by the name": () => {
    const stack = new TestApp().stack();
    return (value) => ClientCertificateRegistry.fromName(stack, "R", value as never);
  },
  "an alarm of": () => {
    const registry = new ClientCertificateRegistry(new TestApp().stack(), "R");
    return (value) => registry.alarmOnExpiry(value as never);
  },
  "use for the role": () => {
    const registry = new ClientCertificateRegistry(new TestApp().stack(), "R");
    return (value) => registry.grantUse(value as never);
  },
  "the host to resolve": () => {
    const stack = new TestApp().stack();
    const registry = new ClientCertificateRegistry(stack, "R");
    return (value) => registry.resolve(stack, "Resolved", value as never);
  },
  "the files to inspect": () => (value) => inspectClientCertificate(value as never),
  "the options to inspect by": () => (value) => inspectClientCertificate({ pkcs12Path: "a.p12" }, value as never),
  "the variable": () => (value) => Passphrase.fromVariable(value as never),
  "the passphrase file": () => (value) => Passphrase.fromFile(value as never),
  "the passphrase's secret": () => (value) => Passphrase.fromSecret(value as never),
  "the field of the passphrase's secret": () => (value) => Passphrase.fromSecret("a", value as never),
};

/** Each value is taken, or refused by an error of ours that names the line, what it was, and a way out. */
function expectExplained(value: unknown, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    const told = error instanceof ClientCertificateError ? error.message : `${String(value)}: ${error}`;
    expect(told).toMatch(/(: | is | are |; |pass |write ).* \(\S+misuse\.test\.ts:\d+\)$/);
    expect((error as Error).stack!.match(/^ {4}at /gm)).toHaveLength(1);
  }
}

test.each(Object.entries(PROPS).flatMap(([of, names]) => names.map((name) => [of, name] as const)))(
  "of a %s, whatever %s is, it is taken or explained",
  (of, name) => {
    for (const value of VALUES) {
      const make = MAKE[of as keyof typeof PROPS]();
      expectExplained(value, () => make({ [name]: value }));
    }
  },
);

test.each(Object.keys(CALLS))("whatever is given for %s, it is taken or explained", (what) => {
  for (const value of [undefined, ...VALUES]) {
    const call = CALLS[what]!();
    expectExplained(value, () => call(value));
  }
});

test("a misuse names the user's line, in the message and as its only stack frame", () => {
  const stack = new TestApp().stack();
  const marked =
    readFileSync(__filename, "utf8")
      .split("\n")
      .findIndex((line) => line.endsWith("// this line")) + 1;
  let thrown: Error | undefined;
  try {
    new ClientCertificate(stack, "Acme", {} as never); // this line
  } catch (error) {
    thrown = error as Error;
  }
  expect(thrown!.message).toMatch(
    new RegExp(`^\\[shop/Acme\\] registry is missing: .* \\(.*${basename(__filename)}:${marked}\\)$`),
  );
  expect(thrown!.stack!.match(/^ {4}at /gm)).toHaveLength(1);
});

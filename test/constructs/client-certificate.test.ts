import { X509Certificate } from "node:crypto";
import {
  DefaultTokenResolver,
  Fn,
  NamedRemoteWorkspace,
  RemoteBackend,
  S3Backend,
  StringConcat,
  type TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import {
  ClientCertificate,
  type ClientCertificateProps,
  ClientCertificateRegistry,
  Passphrase,
} from "cdktf-client-certificates";
import { Authority, days, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let authority: Authority;
let issued: Issued;

beforeAll(async () => {
  authority = await Authority.create("Constructs CA");
  issued = await authority.issue("check");
});

const MARK =
  "${coalesce(terraform_data.ClientCertificatesDeployment.input, terraform_data.ClientCertificatesDeployment.id)}";

const fingerprint = ({ certificate }: Issued) =>
  new X509Certificate(certificate).fingerprint256.replaceAll(":", "").slice(0, 12).toLowerCase();

function setUp() {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const files = app.pair("check", issued);
  return { app, stack, registry, files };
}

test("a certificate becomes a secret, its value and a registration, in an order that readers can rely on", () => {
  const { app, stack, registry, files } = setUp();
  const certificate = new ClientCertificate(stack, "Acme", { registry, host: "*.Acme.com", ...files });
  const { template } = app.synth();

  const [secret] = Object.values(template.resource.aws_secretsmanager_secret!);
  expect(secret).toMatchObject({
    name: `client-certificates/shop/Acme/${MARK}/${fingerprint(issued)}`,
    recovery_window_in_days: 0,
    lifecycle: { create_before_destroy: true },
  });
  expect(
    Tokenization.resolve(certificate.secretName, {
      scope: stack,
      preparing: false,
      resolver: new DefaultTokenResolver(new StringConcat()),
    }),
  ).toMatch(/^\$\{aws_secretsmanager_secret\.\w+\.name\}$/);

  const [versionId, version] = Object.entries(template.resource.aws_secretsmanager_secret_version!)[0]!;
  expect(version).toMatchObject({
    secret_string_wo: '${jsonencode({ privateKey = file("${path.module}/../../../check.key") })}',
    lifecycle: {
      create_before_destroy: true,
      precondition: [{ condition: expect.stringMatching(/^\$\{filesha256\(.*\) == "[0-9a-f]{64}"\}$/) }],
    },
  });

  const [item] = Object.values(template.resource.aws_dynamodb_table_item!);
  expect(item).toMatchObject({
    depends_on: [`aws_secretsmanager_secret_version.${versionId}`],
    lifecycle: { create_before_destroy: true },
  });
  expect(item!.item).toContain('"pk":{"S":"tail#acme.com"}');
  expect(template.terraform.required_version).toBe(">= 1.11.0");
});

test("without addedAt Terraform keeps the moment and the order of the first deployment", () => {
  const { app, stack, registry, files } = setUp();
  new ClientCertificate(stack, "First", { registry, host: "a.acme.com", ...files });
  new ClientCertificate(stack, "Second", { registry, host: "b.acme.com", ...files });
  const kept = Object.entries(app.synth().template.resource.terraform_data!).filter(([id]) => id.includes("_Added"));
  const lifecycle = { ignore_changes: ["input"] };
  expect(kept.map(([, resource]) => resource)).toMatchObject([
    { input: "${plantimestamp()}#000000", lifecycle },
    { input: "${plantimestamp()}#000001", lifecycle },
  ]);
});

test("the mark of a deployment differs with the place of the state, and says nothing of a token in it", () => {
  const mark = (backend: (stack: TerraformStack) => void) => {
    const { app, stack, registry, files } = setUp();
    new ClientCertificate(stack, "Acme", { registry, host: "a.acme.com", ...files });
    backend(stack);
    return app.synth().template.resource.terraform_data!.ClientCertificatesDeployment;
  };
  const s3 = (key: string) => mark((stack) => new S3Backend(stack, { bucket: "states", key, region: "eu-central-1" }));
  const workspaces = new NamedRemoteWorkspace("shop");
  const remote = (token: string) =>
    mark((stack) => new RemoteBackend(stack, { organization: "acme", workspaces, token }));
  expect(s3("one")).toMatchObject({
    input: expect.stringMatching(/^\$\{substr\(sha256\("\$\{plantimestamp\(\)\} [0-9a-f]{64}"\), 0, 8\)\}$/),
  });
  expect(s3("one")).toEqual(s3("one"));
  expect(s3("one")!.input).not.toBe(s3("two")!.input);
  expect(remote("one")).toEqual(remote("two"));
});

test("another host is another moment, and a new registration before the old one goes", () => {
  const addresses = ["a.acme.com", "b.acme.com"].map((host) => {
    const { app, stack, registry, files } = setUp();
    new ClientCertificate(stack, "Acme", { registry, host, ...files });
    const { terraform_data: kept, aws_dynamodb_table_item: items } = app.synth().template.resource;
    const added = Object.keys(kept!).find((id) => id.includes("_Added"))!;
    const key = Object.keys(kept!).find((id) => id.includes("_Key"))!;
    expect(Object.values(items!)).toMatchObject([
      {
        lifecycle: {
          create_before_destroy: true,
          replace_triggered_by: [`terraform_data.${key}`, `terraform_data.${added}`],
        },
      },
    ]);
    return [added, kept![key]!.input];
  });
  expect(addresses[0]![0]).not.toBe(addresses[1]![0]);
  expect(addresses.map(([, input]) => input)).toEqual([
    "a.acme.com when first deployed shop/Acme",
    "b.acme.com when first deployed shop/Acme",
  ]);
});

test.each([
  ["2026-11-24", "2026-11-24T00:00:00Z"],
  ["2026-11-24T09:30:00+02:00", "2026-11-24T07:30:00Z"],
])("with addedAt %s the sort key is in the code, with the order 000000", (addedAt, moment) => {
  const { app, stack, registry, files } = setUp();
  new ClientCertificate(stack, "First", { registry, host: "a.acme.com", ...files });
  new ClientCertificate(stack, "Dated", { registry, host: "b.acme.com", addedAt, ...files });
  const { template } = app.synth();
  const items = Object.values(template.resource.aws_dynamodb_table_item!).map(({ item }) => String(item));
  expect(items.some((item) => item.includes(`"sk":{"S":"${moment}#000000#shop/Dated"}`))).toBe(true);
  expect(Object.keys(template.resource.terraform_data!).filter((id) => id.includes("_Added"))).toHaveLength(1);
});

test.each(["24.11.2026", "2026-02-30", "2026-13-01", "yesterday", "2026-11-24T09:30", ""])(
  "addedAt %j is refused at once",
  (addedAt) => {
    const { stack, registry, files } = setUp();
    expect(() => new ClientCertificate(stack, "Acme", { registry, host: "a.test", addedAt, ...files })).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining("shop/Acme") }),
    );
  },
);

test("a passphrase from a variable is ephemeral and sensitive, and shared by the certificates of the stack", () => {
  process.env.TF_VAR_acme_passphrase = "s3cret-passphrase";
  try {
    const { app, stack, registry } = setUp();
    const files = app.pair("encrypted", { ...issued, privateKey: encryptKey(issued.privateKey, "s3cret-passphrase") });
    const passphrase = Passphrase.fromVariable("acme_passphrase");
    new ClientCertificate(stack, "A", { registry, host: "a.acme.com", passphrase, ...files });
    new ClientCertificate(stack, "B", { registry, host: "b.acme.com", passphrase, ...files });
    const { template, manifest } = app.synth();
    expect(template.variable).toMatchObject({
      acme_passphrase: {
        ephemeral: true,
        sensitive: true,
        type: "string",
        validation: [
          {
            condition: "${length(var.acme_passphrase) > 0}",
            error_message: expect.stringContaining("TF_VAR_acme_passphrase is empty"),
          },
        ],
      },
    });
    const [version] = Object.values(template.resource.aws_secretsmanager_secret_version!);
    expect(version!.secret_string_wo).toContain("passphrase = var.acme_passphrase");
    expect(manifest.registrations[0]!.files.passphrase).toEqual({ variable: "acme_passphrase" });
    expect(JSON.stringify({ template, manifest })).not.toContain("s3cret-passphrase");
  } finally {
    delete process.env.TF_VAR_acme_passphrase;
  }
});

test("another source of the passphrase, and another revision, write the secret anew; the passphrase itself does not", () => {
  const versionOf = (props: Pick<ClientCertificateProps, "passphrase" | "revision">) => {
    Object.assign(process.env, { SYNTH_TF_VAR_one: "s3cret", SYNTH_TF_VAR_two: "s3cret" });
    const { app, stack, registry } = setUp();
    const files = app.pair("check", { ...issued, privateKey: encrypted });
    new ClientCertificate(stack, "Acme", { registry, host: "a.test", ...files, ...props });
    const [version] = Object.values(app.synth().template.resource.aws_secretsmanager_secret_version!);
    return version!.secret_string_wo_version;
  };
  const encrypted = encryptKey(issued.privateKey, "s3cret");
  try {
    const one = { passphrase: Passphrase.fromVariable("one") };
    const first = versionOf(one);
    expect(versionOf(one)).toBe(first);
    expect(versionOf({ ...one, revision: 0 })).toBe(first);
    const others = [versionOf({ passphrase: Passphrase.fromVariable("two") }), versionOf({ ...one, revision: 1 })];
    expect(new Set([first, ...others]).size).toBe(3);
  } finally {
    delete process.env.SYNTH_TF_VAR_one;
    delete process.env.SYNTH_TF_VAR_two;
  }
});

test("a passphrase variable that is not set is named, together with the environment variable that sets it", () => {
  const { app, stack, registry } = setUp();
  const files = app.pair("encrypted", { ...issued, privateKey: encryptKey(issued.privateKey, "x") });
  new ClientCertificate(stack, "Acme", {
    registry,
    host: "a.test",
    passphrase: Passphrase.fromVariable("not_set"),
    ...files,
  });
  expect(() => app.synth()).toThrow(
    "error variable not_set: passphrase-missing: synth sees neither TF_VAR_not_set nor SYNTH_TF_VAR_not_set in the environment",
  );
});

test("a passphrase kept in a secret is referred to, not copied, and the key counts as unchecked", () => {
  const { app, stack, registry } = setUp();
  const files = app.pair("encrypted", { ...issued, privateKey: encryptKey(issued.privateKey, "x") });
  const passphrase = Passphrase.fromSecret("team/acme", "passphrase");
  new ClientCertificate(stack, "Acme", { registry, host: "a.test", passphrase, ...files });
  const { template, annotations } = app.synth();
  const [version] = Object.values(template.resource.aws_secretsmanager_secret_version!);
  expect(version!.secret_string_wo).not.toContain("passphrase");
  const [item] = Object.values(template.resource.aws_dynamodb_table_item!);
  expect(item!.item).toContain('"passphraseSecret":{"M":{"secret":{"S":"team/acme"},"field":{"S":"passphrase"}}}');
  expect(annotations).toMatchObject([
    { constructPath: "shop/Acme", message: expect.stringContaining("key-unchecked") },
  ]);
});

test("the text of a certificate cannot become a Terraform expression", async () => {
  const { app, stack, registry } = setUp();
  const files = app.pair("evil", await authority.issue("${file(`/etc/passwd`)} %{if true}"));
  new ClientCertificate(stack, "Evil", { registry, host: "a.test", ...files });
  const [item] = Object.values(app.synth().template.resource.aws_dynamodb_table_item!);
  expect(item!.item).toContain("CN=$${file(`/etc/passwd`)} %%{if true}");
  expect(
    String(item!.item)
      .replaceAll("$${", "")
      .match(/\$\{[^}]*\}/g),
  ).toEqual([
    MARK,
    expect.stringMatching(
      /^\$\{coalesce\(terraform_data\.Evil_Added\w+\.input, terraform_data\.Evil_Added\w+\.id\)\}$/,
    ),
  ]);
});

test("a certificate file that also holds the key gives nothing but its certificates away", () => {
  const { app, stack, registry } = setUp();
  const path = app.write("both.pem", `${issued.privateKey}${issued.certificate}`);
  new ClientCertificate(stack, "Both", { registry, host: "a.test", certificatePath: path, privateKeyPath: path });
  const { template, manifest } = app.synth();
  const keyLine = issued.privateKey.split("\n")[1]!;
  expect(JSON.stringify({ template, manifest })).not.toContain(keyLine);
});

test.each([
  ["both kinds of files", { pkcs12Path: "a.p12" }, "not both"],
  ["half a pair", { privateKeyPath: undefined }, "give certificatePath and privateKeyPath"],
  ["a negative number of days", { expiryWarningDays: -1 }, "0 or more"],
  ["an error that is acknowledged", { acknowledge: [{ code: "expired", reason: "soon" }] }, "is no warning"],
  ["a revision that is no number", { revision: 1.5 }, "a whole number, 0 or more"],
  ["an acknowledgement without a reason", { acknowledge: [{ code: "expires-soon", reason: " " }] }, "with a reason"],
] as const)("%s is a misuse of the API that throws at once", (_, wrong, message) => {
  const { stack, registry, files } = setUp();
  expect(() => new ClientCertificate(stack, "Acme", { registry, host: "a.test", ...files, ...wrong })).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
  );
});

test.each(["host", "certificatePath", "privateKeyPath", "certificateAuthorityPath"])(
  "a token as %s is refused",
  (prop) => {
    const { stack, registry, files } = setUp();
    const props = { registry, host: "a.test", ...files, [prop]: Token.asString(Fn.join("", ["a", Fn.timestamp()])) };
    expect(() => new ClientCertificate(stack, "Acme", props)).toThrow(
      expect.objectContaining({ code: "unresolved-token", message: expect.stringContaining(`${prop} is a token`) }),
    );
  },
);

test("a warning is an annotation, and silent once acknowledged", async () => {
  const { app, stack, registry } = setUp();
  const files = app.pair("soon", await authority.issue("soon", { notAfter: days(10) }));
  const acknowledge = [{ code: "expires-soon", reason: "renewed by the bank on Friday" }] as const;
  new ClientCertificate(stack, "Loud", { registry, host: "a.test", ...files });
  new ClientCertificate(stack, "Silent", { registry, host: "b.test", ...files, acknowledge });
  new ClientCertificate(stack, "Late", { registry, host: "c.test", ...files, expiryWarningDays: 5 });
  const { annotations } = app.synth();
  expect(annotations.map(({ constructPath, level }) => [constructPath, level])).toEqual([["shop/Loud", "@cdktf/warn"]]);
});

describe("a certificate that is not for clients", () => {
  const acknowledge = [{ code: "no-client-auth", reason: "the bank's server does not look at it" }] as const;
  const purposes = ["server"] as const;

  test("is registered once that is acknowledged", async () => {
    const { app, stack, registry } = setUp();
    const files = app.pair("servers", await authority.issue("servers", { purposes }));
    new ClientCertificate(stack, "Known", { registry, host: "a.test", ...files, acknowledge });
    const { annotations, manifest } = app.synth();
    expect(annotations).toEqual([]);
    expect(manifest.registrations.map(({ declaration }) => declaration)).toEqual(["shop/Known"]);
  });

  test.each([
    ["that is not acknowledged", {}, {}, "no-client-auth"],
    ["something else is wrong, too", { notAfter: days(-1) }, { acknowledge }, "expired"],
  ])("stops the synth where %s", async (_, options, props, code) => {
    const { app, stack, registry } = setUp();
    const files = app.pair("servers", await authority.issue("servers", { purposes, ...options }));
    new ClientCertificate(stack, "Acme", { registry, host: "a.test", ...files, ...props });
    expect(() => app.synth()).toThrow(code);
  });
});

test("cdk.tf.json and the manifest are the same wherever the project lies", () => {
  const outputs = [1, 2].map(() => {
    const { app, stack, registry, files } = setUp();
    new ClientCertificate(stack, "Acme", { registry, host: "a.test", ...files });
    const { template, manifest } = app.synth();
    return JSON.stringify({ template, manifest }).replaceAll(app.directory, "");
  });
  expect(outputs[0]).toBe(outputs[1]);
});

// Texts that would mean something to Terraform or to IAM; test/deploy/injection.test.ts lets Terraform read them.
import { Fn, Token } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Injection CA")).issue("check");
});

test("tags are texts, and tokens in them stay tokens", () => {
  const app = new TestApp();
  const stack = app.stack();
  const tags = { "${a}": "%{b} ${c}", time: Token.asString(Fn.timestamp()) };
  new ClientCertificateRegistry(stack, "Certificates", { tags }).alarmOnExpiry({
    daysBefore: 7,
    topicArn: "arn:aws:sns:eu-central-1:111122223333:on-call",
  });
  app.app.synth();
  const { resource } = stack.toTerraform() as { resource: Record<string, Record<string, { tags?: object }>> };
  const tagged = Object.values(resource).flatMap((it) => Object.values(it).flatMap((of) => of.tags ?? []));
  expect(tagged.length).toBeGreaterThan(4);
  for (const it of tagged) expect(it).toEqual({ "$${a}": "%%{b} $${c}", time: "${timestamp()}" });
});

test("a construct id and a path are texts wherever they stand", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const files = app.pair('a ${x} "q"', issued);
  new ClientCertificate(stack, "Id <added> ${x} %{y}", { registry, host: "a.test", ...files });
  const { resource } = app.synth().template;
  // Terraform does not read the framework's comments.
  const texts = JSON.stringify(
    [resource.aws_dynamodb_table_item, resource.aws_secretsmanager_secret_version, resource.terraform_data],
    (name, value) => (name === "//" ? undefined : value),
  );
  const interpolations = texts.replaceAll("$${", "").match(/\$\{\w+/g)!;
  expect([...new Set(interpolations)].sort()).toEqual([
    "${aws_secretsmanager_secret",
    "${coalesce",
    "${filesha256",
    "${jsonencode",
    "${path",
    "${plantimestamp",
    "${substr",
  ]);
  expect(texts.replaceAll("%%{", "")).not.toContain("%{");
});

test.each([
  "*",
  "team/*",
  "team/????",
  "a ${x}",
  "${aws:username}",
  "arn:aws:secretsmanager:*:1:secret:*",
  "ä",
  "x".repeat(513),
])("the secret %j, which a policy would read as more than one, is refused at once", (secret) => {
  expect(() => Passphrase.fromSecret(secret)).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining("cannot name a secret") }),
  );
});

test("a secret by its ARN is granted as it is", () => {
  const app = new TestApp();
  const stack = app.stack();
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme");
  const secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/a-AbCdEf";
  const files = app.pair("a", { ...issued, privateKey: encryptKey(issued.privateKey, "x") });
  new ClientCertificate(stack, "A", { registry, host: "a.test", passphrase: Passphrase.fromSecret(secret), ...files });
  registry.grantUse(Object.assign(stack, { name: "check" }));
  const [policy] = Object.values(app.synth().template.resource.aws_iam_role_policy!);
  expect(policy!.policy).toContain(`"${secret}"`);
});

test.each([
  "*",
  "arn:aws:kms:eu-central-1:111122223333:key/*",
  "${aws_kms_key.mine.arn}",
  "key/1234",
  "arn:aws:kms:eu-central-1:111122223333:alias/mine",
])("the encryption key %j is refused at once", (encryptionKeyArn) => {
  expect(() => new ClientCertificateRegistry(new TestApp().stack(), "Certificates", { encryptionKeyArn })).toThrow(
    expect.objectContaining({
      code: "invalid-argument",
      message: expect.stringMatching(/encryptionKeyArn is .*name the key itself|encryptionKeyArn is .*write it out/),
    }),
  );
});

test("the encryption key of another resource is a token, and stays one", () => {
  const app = new TestApp();
  const stack = app.stack();
  new ClientCertificateRegistry(stack, "Certificates", {
    encryptionKeyArn: Token.asString(Fn.rawString("of the key")),
  });
  app.app.synth();
  expect(JSON.stringify(stack.toTerraform())).toContain("of the key");
});

test.each(["on-call", "arn:aws:sns:*", "${x}"])("the topic %j is refused at once", (topicArn) => {
  const registry = new ClientCertificateRegistry(new TestApp().stack(), "Certificates");
  expect(() => registry.alarmOnExpiry({ daysBefore: 7, topicArn })).toThrow("topicArn is");
});

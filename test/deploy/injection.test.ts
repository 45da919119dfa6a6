// What a user or a certificate says reaches Terraform, and AWS, as the text that it is.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient, ListTagsOfResourceCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import fc from "fast-check";
import { Authority, encryptKey } from "../../examples/support/pki";
import { concat, framework, hcl, toJson } from "../../src/constructs/hcl";
import { PlainResource } from "../../src/constructs/terraform";
import { TestApp } from "../support/app";
import { describeDeploy } from "../support/describe-deploy";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { Terraform } from "../support/terraform";

jest.setTimeout(120_000);

const SIGNS = [
  "$",
  "${",
  "%{",
  "$${",
  "%%{",
  "}",
  "{",
  '"',
  "'",
  "\\",
  "\\n",
  "\n",
  "\r",
  "$\r",
  "%\r{",
  "\t",
  "\b",
  "\f",
  "\0",
  "~}",
  "#{",
  "&{",
  "${TfToken[TOKEN.0]}",
  "#{TfToken[TOKEN.0]}",
  "<added>",
  "${path.module}",
  '${file("/etc/hostname")}',
  "%{ if true }",
  "é",
  "e\u0301",
  "\u202e",
  "\u0085",
  "\u2028",
  "😀",
  "\ud800",
  "//",
];

/** Texts of the signs that mean something to Terraform, to JSON or to the framework, and of everything else. */
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...SIGNS), fc.string({ maxLength: 4 }), fc.string({ unit: "binary", maxLength: 3 })),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** As Terraform keeps a text: well formed, and in normal form C (Terraform, "Types and Values", strings). */
const kept = (it: string) => it.replace(/\p{Cs}/gu, "\ufffd").normalize("NFC");

describeDeploy("injection", () => {
  test("any text comes back from Terraform as it went in, wherever it stood", async () => {
    const texts = [...new Set([...SIGNS, ...fc.sample(text, 300)])];
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), "texts-")) });
    const stack = new TerraformStack(app, "texts");
    const directory = join(app.outdir, "stacks", "texts");
    new LocalBackend(stack, { path: join(directory, "terraform.tfstate") });
    const one = new PlainResource(stack, "One", "terraform_data", { input: "one" });
    new PlainResource(stack, "Texts", "terraform_data", {
      input: {
        values: texts,
        literals: texts.map((it) => hcl`upper(lower(${it})) == upper(lower(${it})) ? ${it} : ${"another"}`),
        joined: texts.map((it) => concat(it, one.hcl("input"), it)),
        tokens: texts
          .filter((it) => !it.includes("TfToken"))
          .map((it) => framework(it + one.getStringAttribute("input"))),
        json: texts.map((it) => toJson({ [it]: [it, concat(it, one.hcl("input"))] })),
        names: Object.fromEntries(texts.map((it, i) => [`${i} ${it}`, 1])),
      },
    });
    new TerraformOutput(stack, "texts", { value: "${terraform_data.Texts.input}" });
    app.synth();
    const terraform = new Terraform({ directory, env: {} });
    await terraform.init();
    await terraform.apply();
    const { values, literals, joined, tokens, json, names } = (await terraform.output()).texts as Record<
      string,
      string[]
    >;
    expect(values).toEqual(texts.map(kept));
    expect(literals).toEqual(texts.map(kept));
    expect(joined).toEqual(texts.map((it) => kept(`${it}one${it}`)));
    expect(tokens).toEqual(texts.filter((it) => !it.includes("TfToken")).map((it) => kept(`${it}one`)));
    expect(json!.map((it) => JSON.stringify(JSON.parse(it)).normalize("NFC"))).toEqual(
      texts.map((it) => JSON.stringify({ [it]: [it, `${it}one`] }).normalize("NFC")),
    );
    expect(Object.keys(names!).sort()).toEqual(texts.map((it, i) => kept(`${i} ${it}`)).sort());
  });

  describe("in a deploy", () => {
    let aws: LocalAws;

    beforeAll(async () => {
      aws = await startLocalAws();
    });

    afterAll(() => aws?.stop());

    test("names, paths, tags and subjects are what the code and the certificate say", async () => {
      const evil = 'a ${path.module} %{ if true } $${x} "q" \\ <added>';
      // A token of the framework in a certificate is a text; in the code it is a token.
      const subject = "${path.module} %{ if true } $${x} ${TfToken[TOKEN.0]}";
      const app = new TestApp();
      const stack = app.stack();
      new LocalBackend(stack, { path: join(app.app.outdir, "terraform.tfstate") });
      const registry = new ClientCertificateRegistry(stack, "Certificates", {
        tags: { "team/é": "checks + on-call @acme" },
      });
      const issued = await (await Authority.create("Injection CA")).issue(subject);
      const files = app.pair('evil ${x} %{y} "q"', {
        ...issued,
        privateKey: encryptKey(issued.privateKey, "pass ${x}"),
      });
      const passphrase = Passphrase.fromFile(app.write("evil ${x} %{y}.pass", "pass ${x}\r\n"));
      new ClientCertificate(stack, evil.replaceAll("/", "|"), { registry, host: "*.acme.com", passphrase, ...files });
      new ClientCertificate(stack, "Dated <added> ${x}", {
        registry,
        host: "www.acme.com",
        addedAt: "2026-11-24",
        passphrase,
        ...files,
      });
      app.app.synth();
      const terraform = new Terraform({ directory: join(app.app.outdir, "stacks", "shop"), env: aws.env });
      await terraform.init();
      await terraform.apply();
      expect((await terraform.plan()).exitCode).toBe(0);

      const client = {
        endpoint: aws.endpoint,
        region: "eu-central-1",
        credentials: { accessKeyId: aws.env.AWS_ACCESS_KEY_ID!, secretAccessKey: "local" },
      };
      const dynamo = new DynamoDBClient(client);
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: registry.name }));
      const declarations = Items.map(({ declaration, sk }) => [
        declaration!.S,
        sk!.S!.split("#").slice(2).join("#"),
      ]).sort();
      expect(declarations).toEqual([`shop/${evil}`, "shop/Dated <added> ${x}"].sort().map((it) => [it, it]));
      expect(Items.map(({ subject }) => subject!.S)).toEqual([1, 2].map(() => expect.stringContaining(subject)));

      const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: registry.name }));
      const { Tags } = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table!.TableArn }));
      expect(Tags).toEqual([{ Key: "team/é", Value: "checks + on-call @acme" }]);

      const secrets = new SecretsManagerClient(client);
      const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
      for (const { ARN } of SecretList) {
        const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: ARN }));
        expect(JSON.parse(SecretString!)).toMatchObject({
          passphrase: "pass ${x}",
          privateKey: expect.stringContaining("ENCRYPTED"),
        });
      }
      expect(SecretList).toHaveLength(2);
      await terraform.destroy();
    });
  });
});

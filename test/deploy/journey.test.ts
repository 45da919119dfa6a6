// The whole journey in real applies: Terraform and the AWS provider against a real AWS API, the deployed resolver,
// and a server that demands client certificates.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Passphrase } from "cdktf-client-certificates";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { fetch, request } from "undici";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import type { Answer } from "../../src/wire/answer";
import { describeDeploy } from "../support/describe-deploy";
import { httpsGet } from "../support/http-clients";
import { leaks, traces } from "../support/leaks";
import { describeLoad, load } from "../support/load";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { type Declared, Project } from "./project";

const REGISTRY = "client-certificates";
const CHECK_ROLE = "api-check";
const PASSPHRASE = "correct horse battery staple ünïcode";

jest.setTimeout(120_000);

describeDeploy("the journey of a certificate", () => {
  let aws: LocalAws;
  let server: MtlsServer;
  let project: Project;
  let authority: Authority;
  /** The keys that are ever deployed, as they are on disk and decrypted. */
  const secrets: string[] = [PASSPHRASE];
  let local: Declared;
  let narrow: Declared;
  let wide: Declared;
  let full: Declared;
  let firstFull: Issued;
  let removedSecret: string;
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, aws.env, { TF_VAR_local_passphrase: PASSPHRASE });
    project = new Project({ ...aws.env, TF_VAR_local_passphrase: PASSPHRASE }, (stack, registry) => {
      const assumeRolePolicy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      });
      registry.grantUse(new IamRole(stack, "CheckRole", { name: CHECK_ROLE, assumeRolePolicy }));
    });
    authority = await Authority.create("Journey CA");
    const serverCertificate = await authority.issue("localhost", {
      purposes: ["server"],
      hosts: ["localhost", "www.acme.com"],
    });
    server = await startMtlsServer({ ...serverCertificate, clientAuthority: authority.certificate });

    const issued = await issue("local-check");
    const encrypted = encryptKey(issued.privateKey, PASSPHRASE);
    secrets.push(encrypted);
    local = {
      host: "localhost",
      ...project.pair("local", { ...issued, privateKey: encrypted }),
      certificateAuthorityPath: project.write("ca.pem", authority.certificate),
      passphrase: Passphrase.fromVariable("local_passphrase"),
    };
    narrow = { host: "*.api.acme.com", ...project.pair("narrow", await issue("narrow")) };
    wide = { host: "*.acme.com", ...project.pair("wide", await issue("wide")) };
    firstFull = await issue("full-1");
    full = { host: "www.acme.com", ...project.pair("full", firstFull) };
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    project?.remove();
    process.env = environment;
  });

  async function issue(commonName: string): Promise<Issued> {
    const issued = await authority.issue(commonName);
    secrets.push(issued.privateKey);
    return issued;
  }

  /** Asks the deployed function, as any client of Lambda would; a new host each time misses its short memory. */
  async function ask(request: object): Promise<Answer & { error?: { code: string } }> {
    const lambda = new LambdaClient({});
    const payload = Buffer.from(JSON.stringify(request));
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: REGISTRY, Payload: payload }));
    return JSON.parse(Buffer.from(Payload!).toString()) as Answer;
  }

  const winnerFor = async (host: string) => (await ask({ host })).certificate?.declaration;

  test("a first apply leaves nothing to plan", async () => {
    project.synth({ Full: full, Narrow: narrow, Local: local });
    await project.terraform.init();
    await project.terraform.apply();
    expect((await project.terraform.plan()).exitCode).toBe(0);
  });

  test("the deployed function is the package's zip, byte for byte", () => {
    expect(aws.functionPackage(REGISTRY)).toEqual(readFileSync(join(__dirname, "../../dist/resolver.zip")));
  });

  test("the resolver answers with the public half and explains; a bad request is told what to ask", async () => {
    const answer = await ask({ url: "https://first.api.acme.com:8443/v1?x", explain: true });
    expect(answer).toMatchObject({
      host: "first.api.acme.com",
      certificate: { declaration: "journey/Narrow", subject: "CN=narrow, O=Throw-away", host: "*.api.acme.com" },
      considered: [{ rank: 1, declaration: "journey/Narrow", reason: expect.stringContaining("no other certificate") }],
    });
    expect(answer.certificate!.addedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await ask({ host: "nobody.example" })).toEqual({ host: "nobody.example", certificate: null });
    expect(await ask({ hots: "typo.example" })).toMatchObject({ error: { code: "invalid-argument" } });
  });

  test("the secret holds the key as it is on disk, and its passphrase", async () => {
    const { certificate } = await ask({ host: "localhost" });
    const secretsManager = new SecretsManagerClient({});
    const { SecretString } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: certificate!.secretName }),
    );
    expect(JSON.parse(SecretString!)).toEqual({
      privateKey: readFileSync(local.privateKeyPath!, "utf8"),
      passphrase: PASSPHRASE,
    });
  });

  test("a check presents the certificate by itself, with no more than the granted permissions", async () => {
    await aws.enforceIam();
    Object.assign(process.env, await aws.credentialsForRole(CHECK_ROLE));
    const certificates = new ClientCertificates({ registry: REGISTRY });
    try {
      const response = await fetch(`https://localhost:${server.port}/health`, {
        dispatcher: certificates.dispatcher(),
      });
      expect([response.status, server.requests.at(-1)?.subject]).toEqual([200, "local-check"]);
    } finally {
      await certificates.close();
      await aws.relaxIam();
      Object.assign(process.env, aws.env);
    }
  });

  test("the newest of two wildcards wins, and a full host name wins over a newer wildcard", async () => {
    await project.deploy({ Full: full, Narrow: narrow, Local: local, Wide: wide });
    expect(await winnerFor("second.api.acme.com")).toBe("journey/Wide");
    expect(await winnerFor("www.acme.com")).toBe("journey/Full");
  });

  test("a certificate is renewed in place: the new one is served, and its precedence is kept", async () => {
    const before = (await ask({ host: "www.acme.com" })).certificate!;
    narrow = { ...narrow, ...project.pair("narrow", await issue("narrow-renewed")) };
    full = { ...full, ...project.pair("full", await issue("full-2")) };
    await underLoad("renewal", "full-2");

    const renewed = (await ask({ url: "https://renewed.www.acme.com/", explain: true })).considered;
    expect(renewed).toBeDefined();
    const after = (await ask({ host: "third.api.acme.com", explain: true })).considered!;
    expect(after.map(({ declaration }) => declaration)).toEqual(["journey/Wide", "journey/Narrow"]);
    await settle();
    expect((await ask({ host: "www.acme.com" })).certificate).toMatchObject({
      subject: "CN=full-2, O=Throw-away",
      addedAt: before.addedAt,
    });
    expect((await project.terraform.plan()).exitCode).toBe(0);
  });

  test("the old files roll a renewal back", async () => {
    project.pair("full", firstFull);
    await underLoad("roll back", "full-1");
    expect((await ask({ host: "www.acme.com" })).certificate).toMatchObject({ subject: "CN=full-1, O=Throw-away" });
  });

  test("a removed certificate is shown by the plan, gives way to the next, and can come back as the newest", async () => {
    removedSecret = (await ask({ host: "fourth.api.acme.com" })).certificate!.secretName;
    project.synth({ Full: full, Narrow: narrow, Local: local });
    const { output } = await project.terraform.plan();
    expect(output).toMatch(/Wide_Registration\w+ will be destroyed/);
    await project.terraform.apply();
    expect(await winnerFor("fifth.api.acme.com")).toBe("journey/Narrow");

    await project.deploy({ Full: full, Narrow: narrow, Local: local, Wide: wide });
    const back = (await ask({ host: "sixth.api.acme.com" })).certificate!;
    expect([back.declaration, back.secretName]).toEqual(["journey/Wide", removedSecret]);
  });

  test("a key that changed after the synth stops the apply and says what to do", async () => {
    const other = await issue("full-3");
    project.synth({ Full: full, Narrow: narrow, Local: local, Wide: wide });
    const key = readFileSync(full.privateKeyPath!, "utf8");
    project.write("full.key", other.privateKey);
    // Terraform wraps its messages.
    await expect(project.terraform.apply()).rejects.toThrow(
      /full\.key\s+is\s+not\s+the\s+file\s+that\s+was\s+validated[\s\S]*cdktf\s+synth/,
    );
    project.write("full.key", key);
  });

  test("destroy leaves nothing", async () => {
    await project.terraform.destroy();
    const [tables, functions, left] = await Promise.all([
      new DynamoDBClient({}).send(new ListTablesCommand({})),
      new LambdaClient({}).send(new ListFunctionsCommand({})),
      new SecretsManagerClient({}).send(new ListSecretsCommand({ IncludePlannedDeletion: true })),
    ]);
    expect([tables.TableNames, functions.Functions, left.SecretList]).toEqual([[], [], []]);
  });

  test("no passphrase and no key is in cdktf.out, a plan, the state, the log or any output", async () => {
    const places = [
      ...traces(project.output),
      { place: "terraform's output", content: Buffer.from(project.terraform.transcript) },
      { place: "the resolver's log", content: Buffer.from(aws.logs(REGISTRY)) },
    ];
    expect(places.length).toBeGreaterThan(10);
    expect(leaks(places, secrets)).toEqual([]);

    // The search itself finds what is planted, in each form.
    const planted = Buffer.from(JSON.stringify({ value: secrets[1] }));
    expect(leaks([{ place: "planted", content: planted }], secrets)).toEqual(["planted"]);
    expect(readdirSync(project.output)).toContain("stacks");
  });

  const wwwUrl = () => `https://www.acme.com:${server.port}/`;

  async function viaUndici(certificates: ClientCertificates): Promise<string> {
    const { body } = await request(wwwUrl(), { dispatcher: certificates.dispatcher() });
    return (await body.text()).trim();
  }

  async function viaHttps(certificates: ClientCertificates): Promise<string> {
    return (await httpsGet(wwwUrl(), certificates.agent())).body.trim();
  }

  /** Deploys while checks of www.acme.com go on without a pause; none of them fails, and the new certificate is seen. */
  async function underLoad(what: string, subject: string): Promise<void> {
    const certificates = new ClientCertificates({
      registry: REGISTRY,
      timeToLiveMs: 1_000,
      certificateAuthority: authority.certificate,
      ...toLoopback,
    });
    const result = await load({
      requests: 10_000,
      request: (n) => (n % 2 ? viaUndici(certificates) : viaHttps(certificates)),
      meanwhile: () => project.deploy({ Full: full, Narrow: narrow, Local: local, Wide: wide }),
      until: subject,
    });
    await certificates.close();
    process.stdout.write(`${describeLoad(what, result)}\n`);
    expect(result.failures).toEqual([]);
    expect(result.requests).toBeGreaterThanOrEqual(10_000);
    expect(result.subjects[subject]).toBeGreaterThan(0);
    expect(Object.keys(result.subjects)).toHaveLength(2);
  }

  /** The resolver remembers an answer for five seconds. */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5_100));
});

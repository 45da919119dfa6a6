// registry.resolve in real plans and applies, and the canary that goes by it, whose code is run from the deployed package.
// Moto keeps a canary and does not start, update or delete one.
import { X509Certificate } from "node:crypto";
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Fn, TerraformOutput } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { makePki } from "../../examples/api-check/pki";
import { Authority } from "../../examples/support/pki";
import { describeDeploy } from "../support/describe-deploy";
import { Examples } from "../support/examples";
import { leaks, traces } from "../support/leaks";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { Terraform } from "../support/terraform";
import { Apps, deployedElsewhere } from "./apps";

const EXAMPLE = "canary";

jest.setTimeout(120_000);

describeDeploy("the canary of the examples", () => {
  let examples: Examples;
  const environment = { ...process.env };
  const file = (name: string) => examples.read(EXAMPLE, name);
  let aws: LocalAws;
  let server: MtlsServer;
  let url: string;
  let terraform: Terraform;
  let apps: Apps;

  beforeAll(async () => {
    examples = new Examples();
    aws = await startLocalAws();
    apps = new Apps(aws.env);
    Object.assign(process.env, aws.env);
    await makePki(examples.directory(EXAMPLE, "pki"));
    server = await startMtlsServer({
      certificate: file("pki/server.crt"),
      privateKey: file("pki/server.key"),
      clientAuthority: file("pki/ca.pem"),
    });
    url = `https://api.acme.com:${server.port}/health`;
    expect(await examples.synth(EXAMPLE, { CHECK_URL: url })).toMatchObject({ exitCode: 0 });
    terraform = new Terraform({ directory: examples.directory(EXAMPLE, "cdktf.out/stacks/canary"), env: aws.env });
    await terraform.init();
    await terraform.apply();
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    examples?.remove();
    apps?.remove();
    process.env = environment;
  });

  /** What a resource is, as the provider read it back from AWS. */
  const deployed = (type: string): Record<string, unknown> => {
    const { resources } = JSON.parse(file("terraform.canary.tfstate")) as State;
    return resources.find((resource) => resource.type === type)!.instances[0].attributes;
  };

  test("a first apply deploys the registry, asks it, and leaves nothing to plan", async () => {
    expect(await terraform.output()).toMatchObject({ presented: "CN=acme-checks, O=Throw-away" });
    expect((await terraform.plan()).exitCode).toBe(0);
  });

  test("the canary has the registry's certificate in its tags", () => {
    const { fingerprint256, validTo } = new X509Certificate(file("pki/acme.crt"));
    expect(deployed("aws_synthetics_canary").tags).toEqual({
      "client-certificate": fingerprint256,
      "client-certificate-until": new Date(validTo).toISOString().replace(".000Z", "Z"),
    });
  });

  test("its code, as AWS runs it from the deployed package, presents the certificate", async () => {
    const { bucket, key } = deployed("aws_s3_object");
    const { execution_role_arn, run_config, handler } = deployed("aws_synthetics_canary");
    const stored = await fetch(`${aws.endpoint}/${bucket}/${key}`, { headers: signedFor("s3") });
    const zip = Buffer.from(await stored.arrayBuffer());
    const [{ environment_variables }] = run_config as [{ environment_variables: Record<string, string> }];
    // A canary is a function that AWS makes for it.
    const lambda = new LambdaClient({});
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "cwsyn-acme-health",
        Role: String(execution_role_arn),
        Runtime: "nodejs22.x",
        Handler: `nodejs/node_modules/${handler}`,
        Code: { ZipFile: zip },
        Environment: { Variables: environment_variables },
        Timeout: 60,
      }),
    );
    await aws.enforceIam();
    const run = async () => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "cwsyn-acme-health" }));
      return JSON.parse(Buffer.from(Payload!).toString());
    };
    const answer = await run();
    expect(server.requests).toMatchObject([{ host: "api.acme.com", path: "/health", subject: "acme-checks" }]);
    expect(answer).toBe(`${url} answered 200`);
    aws.outage(["secretsmanager"]);
    const failed = await run();
    aws.outage("none");
    await aws.relaxIam();
    expect(failed.errorMessage).toMatch(/secret-unreadable: .* could not be read/);
    expect(server.requests).toHaveLength(1);
  });

  test("another stack is told what the registry says, in the apply that registers it, and follows a renewal", async () => {
    const authority = await Authority.create("Other CA");
    const first = await authority.issue("first");
    const files = apps.pair("other", first);
    const synth = (): void =>
      apps.synth("other", {
        asks: (stack) => {
          const registry = deployedElsewhere(stack);
          const acme = registry.resolve(stack, "Acme", "https://WWW.acme.com:8443/x");
          const other = registry.resolve(stack, "Other", "www.other.test");
          const nobody = registry.resolve(stack, "Nobody", "nobody.example", { allowNone: true });
          new ClientCertificate(stack, "Declared", { registry, host: "*.other.test", ...files });
          const outputs = {
            acme: acme.fingerprint256,
            authority: acme.certificateAuthority,
            other: other.fingerprint256,
            pem: other.certificate,
            secret: other.secretName,
            declaration: other.declaration,
            none: Fn.jsonencode([nobody.secretName, other.certificateAuthority]),
          };
          for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, name, { value });
        },
      });
    synth();
    const asking = apps.terraform("other", "asks");
    await asking.init();
    await asking.apply();
    const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;
    const { client_certificates: _, ...told } = await asking.output();
    expect(told).toEqual({
      acme: fingerprint(file("pki/acme.crt")),
      authority: file("pki/ca.pem"),
      other: fingerprint(first.certificate),
      pem: first.certificate,
      secret: expect.stringMatching(/^client-certificates\/asks\/Declared\//),
      declaration: "asks/Declared",
      none: "[null,null]",
    });
    expect((await asking.plan()).exitCode).toBe(0);

    const second = await authority.issue("second");
    apps.pair("other", second);
    synth();
    await asking.apply();
    expect((await asking.output()).other).toBe(fingerprint(second.certificate));
  });

  test("a host without certificate, and a registry that is not there, stop the plan and say why", async () => {
    apps.synth("fails", {
      asks: (stack) => {
        deployedElsewhere(stack).resolve(stack, "Nobody", "nobody.example");
        ClientCertificateRegistry.fromName(stack, "Absent", "absent").resolve(stack, "Acme", "www.acme.com");
      },
    });
    const failing = apps.terraform("fails", "asks");
    await failing.init();
    const message = await failing.plan().catch((error: Error) => error.message.replace(/\s+/g, " "));
    expect(message).toContain("The registry client-certificates has no certificate for nobody.example. Declare one");
    expect(message).toMatch(/Function not found: \S+:function:absent/);
  });

  test("neither key nor passphrase is in cdktf.out, the package, the state, a plan or what Terraform printed", () => {
    const places = [
      ...traces(examples.directory(EXAMPLE, "cdktf.out")),
      { place: "the state", content: Buffer.from(file("terraform.canary.tfstate")) },
      { place: "terraform's output", content: Buffer.from(terraform.transcript) },
    ];
    expect(places.map(({ place }) => place)).toContainEqual(expect.stringMatching(/canary\.zip:.*check\.js$/));
    expect(leaks(places, [file("pki/acme.key"), file("pki/acme.pass").trim()])).toEqual([]);
  });
});

/** The local AWS does not verify a signature, and goes by its scope. */
function signedFor(service: string): Record<string, string> {
  const scope = `local-aws/20260101/eu-central-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly [{ readonly attributes: Record<string, unknown> }];
  }[];
}

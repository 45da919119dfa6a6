// A passphrase that is deployed wrong: what is refused, what a check says, and how the next deploy mends it.
import type { TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { request } from "undici";
import { Authority, encryptKey } from "../../examples/support/pki";
import { describeDeploy } from "../support/describe-deploy";
import { rootError } from "../support/http-clients";
import { type LocalAws, startLocalAws } from "../support/local-aws";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { Apps, REGISTRY } from "./apps";

const HOST = "passphrase.acme.com";
const RIGHT = "the right one";

jest.setTimeout(600_000);

describeDeploy("a passphrase that is deployed wrong", () => {
  let aws: LocalAws;
  let server: MtlsServer;
  let apps: Apps;
  let authority: Authority;
  let files: { certificatePath: string; privateKeyPath: string };
  const environment = { ...process.env };

  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, aws.env, { SYNTH_TF_VAR_bank: RIGHT, SYNTH_TF_VAR_other: RIGHT });
    apps = new Apps(aws.env);
    authority = await Authority.create("Passphrase CA");
    const own = await authority.issue("server", { purposes: ["server"], hosts: [HOST] });
    server = await startMtlsServer({ ...own, clientAuthority: authority.certificate, rejectUnauthorized: false });
    const issued = await authority.issue("bank");
    files = apps.pair("bank", { ...issued, privateKey: encryptKey(issued.privateKey, RIGHT) });
    declare("bank");
    await apps.terraform("app", "s").init();
  });

  afterAll(async () => {
    await server?.stop();
    await aws?.stop();
    apps?.remove();
    process.env = environment;
  });

  function declare(variable: string, revision?: number): void {
    apps.synth("app", {
      s: (stack: TerraformStack) => {
        const registry = new ClientCertificateRegistry(stack, "Certificates");
        const passphrase = Passphrase.fromVariable(variable);
        new ClientCertificate(stack, "Bank", { registry, host: HOST, passphrase, revision, ...files });
      },
    });
  }

  const deploy = (env: Record<string, string>) => apps.terraform("app", "s", env).apply();

  /** What a check gets: the subject that the server saw, or the error. */
  async function check(): Promise<unknown> {
    const connect = { ...toLoopback, certificateAuthority: authority.certificate };
    const certificates = new ClientCertificates({ registry: REGISTRY, ...connect });
    try {
      const { body } = await request(`https://${HOST}:${server.port}/`, { dispatcher: certificates.dispatcher() });
      return (await body.text()).trim();
    } catch (error) {
      return rootError(error);
    } finally {
      await certificates.close();
    }
  }

  test("an empty variable is refused before anything is deployed", async () => {
    await expect(deploy({ TF_VAR_bank: "" })).rejects.toThrow(/TF_VAR_bank\s+is\s+empty/);
    expect(aws.requests().filter(({ operation }) => /^(Create|Put)/.test(operation))).toEqual([]);
  });

  test("a wrong one is told by its own code and by the variable's name, and no request goes out", async () => {
    await deploy({ TF_VAR_bank: "a slip" });
    const message = expect.stringMatching(/s\/Bank.*passphrase.*TF_VAR_bank.*revision/);
    expect(await check()).toMatchObject({ code: "passphrase-wrong", host: HOST, message });
    expect(server.requests).toEqual([]);
  });

  test("another revision writes the secret anew", async () => {
    declare("bank", 1);
    await deploy({ TF_VAR_bank: RIGHT });
    expect(await check()).toBe("bank");
  });

  test("so does another source, and nothing is left to plan; a plan reads each key once", async () => {
    declare("other", 1);
    await deploy({ TF_VAR_other: RIGHT });
    expect(await check()).toBe("bank");

    aws.resetRequests();
    expect((await apps.terraform("app", "s", { TF_VAR_other: RIGHT }).plan()).exitCode).toBe(0);
    // AWS provider 5.100.0; it reads none from 6.26 on (see docs/pipelines.md).
    const read = aws.requests().filter(({ operation }) => operation === "GetSecretValue");
    expect(read).toHaveLength(1);
  });
});

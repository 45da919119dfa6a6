// Every client, every kind of key, both registries.
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import type { ClientCertificates } from "../../src/runtime";
import { DeployedRegistry } from "../support/deployed-registry";
import { describeDeploy } from "../support/describe-deploy";
import { describeNginx, NGINX_RUNS } from "../support/describe-nginx";
import { EmbeddedRegistry } from "../support/embedded-registry";
import { HTTP_CLIENTS, rootError } from "../support/http-clients";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import { type Nginx, startNginx } from "../support/nginx";
import { opensslBundle, rsaBundle } from "../support/pkcs12";
import type { Declared, TestRegistry } from "../support/test-registry";

const HOSTS = ["rsa.test", "ec.test", "ed25519.test", "encrypted.test", "pkcs12.test", "pkcs12-ec.test"];
const REDIRECTS = { "/to-ec": "https://ec.test:PORT/seen", "/to-none": "https://none.test:PORT/seen" };

let authority: Authority;
let serverCertificate: Issued;
let declared: Declared[];

beforeAll(async () => {
  authority = await Authority.create("Test CA");
  serverCertificate = await authority.issue("server", { purposes: ["server"], hosts: [...HOSTS, "none.test"] });
  const certificateAuthority = authority.certificate;
  const intermediate = await authority.intermediate("Intermediate CA");
  const rsa = await authority.issue("rsa.test", { keyType: "rsa" });
  const ec = await intermediate.issue("ec.test", { keyType: "ec" });
  const ed25519 = await authority.issue("ed25519.test", { keyType: "ed25519" });
  const encrypted = await authority.issue("encrypted.test", { keyType: "rsa" });
  const bundled = await authority.issue("pkcs12.test", { keyType: "rsa" });
  const bundledEc = await authority.issue("pkcs12-ec.test", { keyType: "ec" });
  declared = [
    { host: "rsa.test", ...rsa },
    { host: "ec.test", ...ec },
    { host: "{ed25519,ed448}.test", ...ed25519 },
    {
      host: "encrypted.test",
      ...encrypted,
      privateKey: encryptKey(encrypted.privateKey, "pass word"),
      passphrase: "pass word",
    },
    {
      host: "pkcs12.test",
      certificate: bundled.certificate,
      pkcs12: rsaBundle(bundled, "geheim"),
      passphrase: "geheim",
    },
    {
      host: "pkcs12-ec.test",
      certificate: bundledEc.certificate,
      pkcs12: opensslBundle(bundledEc, "geheim"),
      passphrase: "geheim",
    },
  ].map((one) => ({ ...one, certificateAuthority }));
});

describe("with the embedded registry", () => suite(async () => new EmbeddedRegistry()));
describeDeploy("with the deployed registry", () => suite(() => DeployedRegistry.start()));

function suite(start: () => Promise<TestRegistry>): void {
  let registry: TestRegistry;
  let server: MtlsServer;
  let optional: MtlsServer;
  let nginx: Nginx | undefined;
  let certificates: ClientCertificates;

  beforeAll(async () => {
    registry = await start();
    await registry.add(...declared);
    const options = { ...serverCertificate, clientAuthority: authority.certificate };
    server = await startMtlsServer(options);
    const redirects: Record<string, string> = {};
    optional = await startMtlsServer({ ...options, rejectUnauthorized: false, redirects });
    for (const [path, to] of Object.entries(REDIRECTS)) redirects[path] = to.replace("PORT", String(optional.port));
    if (NGINX_RUNS) nginx = await startNginx(options);
    certificates = registry.client({ ...toLoopback, certificateAuthority: authority.certificate });
  }, 60_000);

  afterAll(async () => {
    await certificates?.close();
    await server?.stop();
    await optional?.stop();
    await nginx?.stop();
    await registry?.stop();
  });

  describe.each(Object.entries(HTTP_CLIENTS))("%s", (name, get) => {
    test.each(HOSTS)("presents the certificate of %s", async (host) => {
      const response = await get(`https://${host}:${server.port}/health`, certificates);
      expect(response).toEqual({ status: 200, body: `${host}\n` });
    });

    test("meets the server's refusal where no certificate is registered", async () => {
      const error = await get(`https://none.test:${server.port}/`, certificates).catch(rootError);
      expect((error as Error).message).toMatch(/none\.test.*certificate_required.*No certificate was presented/);
      // Jest's realm has an Error of its own, of which Node's fetch keeps no more than the text.
      if (name !== "fetch") expect(error).toMatchObject({ code: "certificate-refused", host: "none.test" });
      const allowed = await get(`https://none.test:${optional.port}/`, certificates);
      expect(allowed).toEqual({ status: 200, body: "no certificate\n" });
    });

    if (["undici request", "https.get"].includes(name)) return;

    test("presents the certificate of the host that it is redirected to, or none", async () => {
      const before = optional.requests.length;
      await get(`https://rsa.test:${optional.port}/to-ec`, certificates);
      await get(`https://rsa.test:${optional.port}/to-none`, certificates);
      expect(optional.requests.slice(before).map(({ host, path, subject }) => [host, path, subject])).toEqual([
        ["rsa.test", "/to-ec", "rsa.test"],
        ["ec.test", "/seen", "ec.test"],
        ["rsa.test", "/to-none", "rsa.test"],
        ["none.test", "/seen", undefined],
      ]);
    });
  });

  describeNginx("nginx", () => {
    describe.each(Object.entries(HTTP_CLIENTS))("by %s", (_, get) => {
      test.each(HOSTS)("sees the certificate of %s", async (host) => {
        const response = await get(`https://${host}:${nginx!.port}/health`, certificates);
        expect(response).toEqual({ status: 200, body: `O=Throw-away,CN=${host}\n` });
      });

      test("refuses, where no certificate is registered", async () => {
        const { status, body } = await get(`https://none.test:${nginx!.port}/`, certificates);
        expect([status, body]).toEqual([400, expect.stringContaining("No required SSL certificate was sent")]);
      });
    });
  });
}

// The check of examples/embedded, run as its user runs it, against servers that demand client certificates. Its
// registry is cdktf.out: AWS is out of reach.
import { join } from "node:path";
import { makePki } from "../../examples/api-check/pki";
import { Authority, type Issued } from "../../examples/support/pki";
import { Examples } from "../support/examples";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";

const EXAMPLE = "embedded";
const CHECK = `npx tsx --import ${JSON.stringify(join(__dirname, "../support/resolve-to-loopback.ts"))} check.ts`;
const NO_AWS = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_EC2_METADATA_DISABLED: "true" };

jest.setTimeout(120_000);

describe("the check of examples/embedded", () => {
  let examples: Examples;
  const file = (name: string) => examples.read(EXAMPLE, name);
  const servers: MtlsServer[] = [];

  beforeAll(async () => {
    examples = new Examples();
    await makePki(examples.directory(EXAMPLE, "pki"));
    expect(await examples.synth(EXAMPLE, NO_AWS)).toEqual({ exitCode: 0, output: expect.any(String) });
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    examples?.remove();
  });

  /** A server that trusts the example's authority. */
  async function start(identity: Issued): Promise<MtlsServer> {
    const server = await startMtlsServer({ ...identity, clientAuthority: file("pki/ca.pem") });
    servers.push(server);
    return server;
  }

  const trusted = () => ({ certificate: file("pki/server.crt"), privateKey: file("pki/server.key") });

  const check = (...urls: string[]) => examples.run(EXAMPLE, CHECK, { ...NO_AWS, CHECK_URLS: urls.join(",") });

  test("presents the certificate of the host, and tells each answer", async () => {
    const server = await start(trusted());
    const urls = ["api", "www"].map((name) => `https://${name}.acme.com:${server.port}/health`);
    const { exitCode, output } = await check(...urls);
    expect([exitCode, output.trim().split("\n")]).toEqual([0, urls.map((url) => JSON.stringify({ url, status: 200 }))]);
    expect(server.requests.map(({ host, subject }) => `${host} ${subject}`).sort()).toEqual([
      "api.acme.com acme-checks",
      "www.acme.com acme-checks",
    ]);
  });

  test("fails and says why where one server is not to be trusted; the others are checked all the same", async () => {
    const authority = await Authority.create("Another CA");
    const impostor = await start(await authority.issue("api", { purposes: ["server"], hosts: ["*.acme.com"] }));
    const server = await start(trusted());
    const [untrusted, fine] = [impostor, server].map(({ port }) => `https://api.acme.com:${port}/health`);
    const { exitCode, output } = await check(untrusted!, fine!);
    expect(exitCode).toBe(1);
    expect(output).toContain(JSON.stringify({ url: fine, status: 200 }));
    expect(output).toMatch(
      new RegExp(`^CheckFailed: ${untrusted}: server-untrusted: .*CN=Another CA.* that embedded/Acme declares `, "m"),
    );
    expect(impostor.requests).toEqual([]);
  });
});

// The deployed registry: what is asked of AWS, counted, and what happens when AWS refuses, fails or changes.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { request } from "undici";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { ClientCertificates, SELECT_CHANNEL, type SelectEvent } from "../../src/runtime";
import { DeployedRegistry } from "../support/deployed-registry";
import { describeDeploy } from "../support/describe-deploy";
import { HTTP_CLIENTS, rootError } from "../support/http-clients";
import { toLoopback } from "../support/loopback";
import { type MtlsServer, startMtlsServer } from "../support/mtls-server";
import type { Declared } from "../support/test-registry";

jest.setTimeout(120_000);

describeDeploy("with the deployed registry", () => {
  let authority: Authority;
  let server: MtlsServer;
  let registry: DeployedRegistry;
  const clients: ClientCertificates[] = [];

  beforeAll(async () => {
    authority = await Authority.create("Test CA");
    const names = { purposes: ["server"], hosts: ["*.acme.test", "*.many.acme.test"] } as const;
    server = await startMtlsServer({
      ...(await authority.issue("server", names)),
      clientAuthority: authority.certificate,
      rejectUnauthorized: false,
    });
    registry = await DeployedRegistry.start();
    await registry.add(await declare("one.acme.test"));
    // Whatever is counted later, the function is warm.
    await client().resolve("warm.acme.test");
  });

  afterEach(async () => {
    registry.aws.outage("none");
    await registry.aws.relaxIam();
    registry.become(registry.aws.env);
    await Promise.all(clients.splice(0).map((certificates) => certificates.close()));
  });

  afterAll(async () => {
    await registry?.stop();
    await server?.stop();
  });

  async function declare(host: string, more: Partial<Declared & { subject: string }> = {}): Promise<Declared> {
    const issued: Issued = await authority.issue(more.subject ?? host);
    return { host, ...issued, certificateAuthority: authority.certificate, ...more };
  }

  function client(options: Parameters<DeployedRegistry["client"]>[0] = {}): ClientCertificates {
    const certificates = registry.client({ certificateAuthority: authority.certificate, ...toLoopback, ...options });
    clients.push(certificates);
    return certificates;
  }

  const url = (host: string) => `https://${host}:${server.port}/`;

  async function get(host: string, certificates: ClientCertificates): Promise<string> {
    const { body } = await request(url(host), { dispatcher: certificates.dispatcher() });
    return (await body.text()).trim();
  }

  const counts = () => [registry.asked("InvokeFunction"), registry.asked("GetSecretValue")];

  // So many handshakes at once take a busy machine longer than undici waits for a connection.
  const patient = { ...toLoopback.undici.connect, timeout: 60_000 };
  const few = {
    undici: { connect: patient, connections: 20 },
    https: { ...toLoopback.https, maxSockets: 20 },
  };

  describe("asks no more than it must", () => {
    test.each(["undici request", "https.get"])("1,000 first requests to one host at once, by %s", async (name) => {
      registry.aws.resetRequests();
      const certificates = client(few);
      const get = HTTP_CLIENTS[name]!;
      const responses = await Promise.all(Array.from({ length: 1_000 }, () => get(url("one.acme.test"), certificates)));
      expect(new Set(responses.map(({ body }) => body))).toEqual(new Set(["one.acme.test\n"]));
      expect(counts()).toEqual([1, 1]);
    });

    // The local AWS runs one invocation after the other: 100 hosts would take the busiest machine more than the 15 s of a call.
    test("1,000 first requests to 40 hosts at once", async () => {
      const hosts = Array.from({ length: 40 }, (_, i) => `h${i}.many.acme.test`);
      await registry.add(...(await Promise.all(hosts.map((host) => declare(host)))));
      registry.aws.resetRequests();
      const certificates = client(few);
      const all = hosts.flatMap((host) => Array.from({ length: 25 }, () => host));
      const subjects = await Promise.all(all.map((host) => get(host, certificates)));
      expect(subjects).toEqual(all);
      expect(counts()).toEqual([40, 40]);
    });

    test("reads no secret before a connection is made, and none for a host without a certificate", async () => {
      registry.aws.resetRequests();
      const certificates = client();
      await certificates.resolve(url("one.acme.test"));
      expect(await get("none.acme.test", certificates)).toBe("no certificate");
      expect(counts()).toEqual([2, 0]);
    });

    test("plain http is sent without any lookup", async () => {
      registry.aws.resetRequests();
      await request(`${registry.aws.endpoint}/moto-api/`, { dispatcher: client().dispatcher() }).then(({ body }) =>
        body.dump(),
      );
      expect(counts()).toEqual([0, 0]);
    });

    test("reads a passphrase that is kept elsewhere", async () => {
      await registry.createSecret("team/passphrases", JSON.stringify({ apart: "pass word" }));
      const issued = await authority.issue("apart.acme.test");
      const privateKey = encryptKey(issued.privateKey, "pass word");
      const passphraseSecret = { secret: "team/passphrases", field: "apart" };
      await registry.add(await declare("apart.acme.test", { ...issued, privateKey, passphraseSecret }));
      expect(await get("apart.acme.test", client())).toBe("apart.acme.test");
    });
  });

  describe("when AWS fails", () => {
    test.each(["unavailable", "reset"] as const)("fails where nothing is known: %s", async (kind) => {
      registry.aws.outage(["lambda"], kind);
      const seen = server.requests.length;
      // Node's fetch takes errors of jest's realm for none; the scenario of node-versions.test.ts has it.
      const { fetch: _, ...others } = HTTP_CLIENTS;
      for (const get of Object.values(others)) {
        const error = await get(url("one.acme.test"), client()).catch(rootError);
        expect(error).toMatchObject({ code: "registry-unreachable", host: "one.acme.test" });
        expect((error as Error).message).toContain("function client-certificates did not answer");
        expect((error as Error).cause).toMatchObject({ message: expect.any(String) });
      }
      // Not a single one went without its certificate.
      expect(server.requests).toHaveLength(seen);
    });

    test("goes on with what was known a moment ago, and says that it is stale", async () => {
      const events: SelectEvent[] = [];
      const listen = (event: unknown) => events.push(event as SelectEvent);
      subscribe(SELECT_CHANNEL, listen);
      const certificates = client({ timeToLiveMs: 1_000 });
      await get("one.acme.test", certificates);
      registry.aws.outage(["lambda"], "reset");
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect(await get("one.acme.test", certificates)).toBe("one.acme.test");
      unsubscribe(SELECT_CHANNEL, listen);
      expect(events.map(({ host, stale }) => [host, stale])).toEqual([
        ["one.acme.test", false],
        ["one.acme.test", true],
      ]);
    });

    test("fails where the resolver itself has nothing to tell", async () => {
      registry.aws.outage(["dynamodb"], "reset");
      await expect(get("never-asked.acme.test", client())).rejects.toMatchObject({ code: "registry-unreachable" });
    });

    test("names the function that is not there", async () => {
      const certificates = new ClientCertificates({ registry: "nowhere", ...toLoopback });
      clients.push(certificates);
      const error = await get("one.acme.test", certificates).catch(rootError);
      expect(error).toMatchObject({ code: "registry-unreachable", host: "one.acme.test" });
      expect((error as Error).message).toContain("no function nowhere in this account and region");
    });
  });

  describe("when a permission is missing", () => {
    beforeEach(() => registry.aws.enforceIam());

    test("names lambda:InvokeFunction", async () => {
      registry.become(await registry.role("no-invoke", ["secretsmanager:GetSecretValue"]));
      const error = await get("one.acme.test", client()).catch(rootError);
      expect(error).toMatchObject({ code: "registry-refused", host: "one.acme.test" });
      expect((error as Error).message).toContain("needs lambda:InvokeFunction on the function client-certificates");
    });

    test("names secretsmanager:GetSecretValue and the secret", async () => {
      registry.become(await registry.role("no-read", ["lambda:InvokeFunction"]));
      const error = await get("one.acme.test", client()).catch(rootError);
      expect(error).toMatchObject({ code: "secret-unreadable", host: "one.acme.test" });
      expect((error as Error).message).toMatch(
        /the secret client-certificates\/Test\/one-acme-test\/\w{12}: the role needs secretsmanager:GetSecretValue;/,
      );
    });
  });

  describe("when a passphrase is kept elsewhere and cannot be read", () => {
    test.each([
      [
        "the role may not read it",
        ["lambda:InvokeFunction"],
        /needs secretsmanager:GetSecretValue; registry\.grantUse\(role\) allows it in the app that declares the certificate/,
      ],
      [
        "its owner's key is not open to the role",
        ["lambda:InvokeFunction", "secretsmanager:GetSecretValue"],
        /needs kms:Decrypt; this passphrase is encrypted with a key of its owner, which grantUse does not allow/,
      ],
    ])("names the cure: %s", async (_, actions, message) => {
      const host = `kept-${actions.length}.acme.test`;
      const secret = `bank/${host}`;
      await registry.secrets.send(
        new CreateSecretCommand({ Name: secret, SecretString: "a passphrase", KmsKeyId: "key-of-the-bank" }),
      );
      const issued = await authority.issue(host);
      const encrypted = { ...issued, privateKey: encryptKey(issued.privateKey, "a passphrase") };
      await registry.add({ host, ...encrypted, passphraseSecret: { secret } });
      // The function's own role may do nothing: it answers what it remembers.
      await client().resolve(host);
      const readable = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:client-certificates/*";
      const own = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: readable };
      await registry.aws.enforceIam();
      registry.become(await registry.role(host, actions, [own]));
      const error = await get(host, client()).catch(rootError);
      expect(error).toMatchObject({ code: "passphrase-unavailable", host, message: expect.stringMatching(message) });
    });
  });

  test.each([
    ["variable bank", /variable bank: set TF_VAR_bank to the right one.*`revision`/],
    ["file bank.pass", /It comes from the file bank\.pass: correct that.*`revision`/],
    [undefined, /names no passphrase: give it one/],
  ])("a passphrase that is wrong (%s) is told as such, with where it comes from", async (passphraseSource, message) => {
    const host = `wrong-${passphraseSource?.length ?? 0}.acme.test`;
    const issued = await authority.issue(host);
    const privateKey = encryptKey(issued.privateKey, "the right one");
    const passphrase = passphraseSource && "a wrong one";
    await registry.add({ host, ...issued, privateKey, passphrase, passphraseSource });
    const before = server.requests.length;
    const error = await get(host, client()).catch(rootError);
    expect(error).toMatchObject({ code: "passphrase-wrong", host, message: expect.stringMatching(message) });
    expect(inspect(error)).not.toContain("a wrong one");
    expect(server.requests).toHaveLength(before);
  });

  describe("when a secret cannot be used", () => {
    const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIB-this-is-the-key-that-nobody-may-see";

    test.each([
      ["is no JSON", KEY, "is not a JSON object"],
      ["has no key", JSON.stringify({ passphrase: KEY }), "neither privateKey nor pkcs12"],
      ["has a broken key", JSON.stringify({ privateKey: KEY }), "cannot be used"],
    ])("says so without a word of it: it %s", async (_, value, message) => {
      const host = `broken-${value.length}.acme.test`;
      const declared = await declare(host);
      await registry.add(declared);
      const { certificate } = await client().resolve(host);
      await registry.deleteSecret(certificate!.secretName);
      await registry.createSecret(certificate!.secretName, value);
      const error = await get(host, client()).catch((thrown) => thrown);
      expect(rootError(error)).toMatchObject({ code: "secret-unreadable", host });
      expect(rootError(error).message).toContain(message);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("BEGIN PRIVATE");
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("nobody-may-see");
    });

    test("says so where the key belongs to another certificate, rather than present none", async () => {
      const { privateKey } = await authority.issue("another", { keyType: "rsa" });
      await registry.add(await declare("mismatch.acme.test", { privateKey }));
      const error = await get("mismatch.acme.test", client()).catch(rootError);
      expect(error).toMatchObject({ code: "secret-unreadable", host: "mismatch.acme.test" });
      expect((error as Error).message).toContain("belongs to another certificate");
    });
  });

  describe("when the registry changes", () => {
    test("a secret that has gone since the lookup is looked up once more, past every memory", async () => {
      await registry.add(await declare("gone.acme.test", { subject: "gone-1" }));
      const certificates = client();
      await certificates.resolve("gone.acme.test");
      await registry.renew(await declare("gone.acme.test", { subject: "gone-2" }));
      registry.aws.resetRequests();
      const subjects = await Promise.all(Array.from({ length: 50 }, () => get("gone.acme.test", certificates)));
      expect(new Set(subjects)).toEqual(new Set(["gone-2"]));
      expect(counts()).toEqual([1, 2]);
    });

    test("a secret that is gone for good is an error", async () => {
      const declared = await declare("lost.acme.test");
      await registry.add(declared);
      const { certificate } = await client().resolve("lost.acme.test");
      await registry.deleteSecret(certificate!.secretName);
      registry.aws.resetRequests();
      const error = await get("lost.acme.test", client()).catch(rootError);
      expect(error).toMatchObject({ code: "secret-unreadable", host: "lost.acme.test" });
      expect(counts()).toEqual([2, 2]);
    });

    test("a removed certificate is not presented any more", async () => {
      const declared = await declare("removed.acme.test");
      await registry.add(declared);
      const certificates = client({ timeToLiveMs: 100, negativeTimeToLiveMs: 100 });
      expect(await get("removed.acme.test", certificates)).toBe("removed.acme.test");
      await registry.remove(declared);
      // The resolver remembers for five seconds.
      await new Promise((resolve) => setTimeout(resolve, 5_100));
      expect(await get("removed.acme.test", certificates)).toBe("no certificate");
    });
  });
});

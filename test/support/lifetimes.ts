// Requests, renewals and endings in some order, in a process of its own: whether anything is left open, unanswered,
// unhandled or without its certificate. Prints what it found of each order as JSON.
import https from "node:https";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { getGlobalDispatcher, request } from "undici";
import { Authority } from "../../examples/support/pki";
import { type CertificateSource, ClientCertificateError, ClientCertificates } from "../../src/runtime";
import { HTTP_CLIENTS, httpsGet, rootError } from "./http-clients";
import { toLoopback } from "./loopback";
import { startMtlsServer } from "./mtls-server";
import { registrationOf } from "./test-registry";

export const STEPS = [
  "undici",
  "fetch",
  "https",
  "upload that fails",
  "abort undici",
  "abort https",
  "abort before it begins",
  "renew",
  "registry fails",
  "close dispatcher",
  "destroy dispatcher",
  "destroy agent",
  "install",
  "uninstall",
  "install other",
  "close other",
  "fetch of the process",
  "https of the process",
  "close",
  "close at once",
  "pause",
] as const;
export type Step = (typeof STEPS)[number];

/** What went wrong in one order; nothing, if all is empty. */
export interface Found {
  readonly steps: readonly Step[];
  readonly faults: readonly string[];
}

export const HOST = "due.acme.test";
const PATIENCE_MS = 8_000;

class World {
  readonly faults: string[] = [];
  generation = 0;
  failures = 0;
  private readonly requests: Promise<void>[] = [];

  constructor(
    private readonly url: string,
    private readonly certificates: ClientCertificates,
    private readonly other: ClientCertificates,
  ) {}

  async take(step: Step): Promise<void> {
    const { certificates, other, url } = this;
    switch (step) {
      case "undici":
        return this.send(HTTP_CLIENTS["undici request"]!(url, certificates));
      case "fetch":
        return this.send(certificates.fetch(url).then((response) => response.text()));
      case "https":
        return this.send(httpsGet(url, certificates.agent()));
      case "upload that fails": {
        const body = new Readable({ read() {} });
        body.push("begun");
        setTimeout(() => body.destroy(new Error("the body failed")), 2);
        return this.send(request(url, { method: "POST", body, dispatcher: certificates.dispatcher() }));
      }
      case "abort undici": {
        const options = { dispatcher: certificates.dispatcher(), signal: AbortSignal.timeout(2) };
        return this.send(request(url, options).then(({ body }) => body.dump()));
      }
      case "abort https":
        return this.send(getUntil(url, certificates, AbortSignal.timeout(2)));
      case "abort before it begins":
        this.send(getUntil(url, certificates, AbortSignal.abort()));
        return this.send(certificates.fetch(url, { signal: AbortSignal.abort() }));
      case "fetch of the process":
        return this.send(
          request(url).then(({ body }) => body.text()),
          true,
        );
      case "https of the process":
        return this.send(httpsGet(url), true);
      case "renew":
        this.generation++;
        return;
      case "registry fails":
        this.failures = 1;
        return;
      case "close dispatcher":
        return this.end(certificates.dispatcher().close());
      case "destroy dispatcher":
        return this.end(certificates.dispatcher().destroy());
      case "destroy agent":
        certificates.agent().destroy();
        return;
      case "install":
        return this.install(certificates);
      case "install other":
        return this.install(other);
      case "uninstall":
        certificates.uninstall();
        return;
      case "close other":
        return this.end(other.close());
      case "close":
        return this.end(certificates.close());
      case "close at once":
        return this.end(certificates.close({ timeoutMs: 0 }));
      case "pause":
        await sleep(8);
    }
  }

  async settled(): Promise<void> {
    const all = Promise.all(this.requests).then(() => true);
    if (!(await Promise.race([all, sleep(PATIENCE_MS, false, { ref: false })])))
      this.faults.push("something never settled");
  }

  private install(certificates: ClientCertificates): void {
    try {
      certificates.install();
    } catch (error) {
      this.expected(error);
    }
  }

  /** @param isBareAllowed where nothing may be installed: the name leads nowhere then */
  private send(answer: Promise<unknown>, isBareAllowed = false): void {
    this.requests.push(
      answer.then(
        () => undefined,
        (error) => {
          if (!isBareAllowed) this.expected(error);
        },
      ),
    );
  }

  private end(ending: Promise<void>): void {
    this.requests.push(ending.catch((error) => void this.faults.push(`ending failed: ${error}`)));
  }

  private expected(thrown: unknown): void {
    const error = rootError(thrown);
    const known =
      ClientCertificateError.is(error) ||
      /^(UND_ERR_|ECONNRESET|ABORT_ERR)/.test(String(error.code)) ||
      ["AbortError", "TimeoutError"].includes(error.name) ||
      error.message === "the body failed";
    if (!known) this.faults.push(`unexpected: ${error.stack}`);
  }
}

function getUntil(url: string, certificates: ClientCertificates, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { agent: certificates.agent(), signal }, (response) => {
        response.on("error", reject).on("close", () => resolve(response.complete));
        response.resume();
      })
      .on("error", reject);
  });
}

export async function explore(orders: Iterable<readonly Step[]>): Promise<Found[]> {
  const unhandled: string[] = [];
  process.on("unhandledRejection", (error) =>
    unhandled.push(`unhandled rejection: ${(error as Error)?.stack ?? error}`),
  );
  process.on("uncaughtException", (error) => unhandled.push(`uncaught exception: ${error.stack ?? error}`));
  const authority = await Authority.create("Lifetimes CA");
  const issued = await authority.issue("server", { purposes: ["server"], hosts: [HOST] });
  const server = await startMtlsServer({
    ...issued,
    clientAuthority: authority.certificate,
    rejectUnauthorized: false,
  });
  const pairs = [await authority.issue("first"), await authority.issue("second")];
  const before = { dispatcher: getGlobalDispatcher(), agent: https.globalAgent };
  const found: Found[] = [];

  for (const steps of orders) {
    let world: World | undefined;
    const source: CertificateSource = {
      description: "a test's",
      close() {},
      async resolve(host) {
        await sleep(4);
        if (world && world.failures-- > 0) throw new ClientCertificateError("registry-unreachable", "it fails once");
        const pair = pairs[(world?.generation ?? 0) % 2]!;
        const declared = { host, ...pair, certificateAuthority: authority.certificate, declaration: pair.certificate };
        return { host, certificate: registrationOf("test", declared, 0) };
      },
      async secret({ certificate }) {
        await sleep(1);
        return { privateKey: pairs.find((pair) => pair.certificate === certificate)!.privateKey };
      },
    };
    const options = { source, timeToLiveMs: 10, ...toLoopback };
    const clients = [new ClientCertificates(options), new ClientCertificates(options)] as const;
    world = new World(`https://${HOST}:${server.port}/`, ...clients);
    const seen = server.requests.length;
    for (const step of steps) {
      try {
        await world.take(step);
      } catch (error) {
        world.faults.push(`thrown by "${step}": ${error}`);
      }
    }
    await world.settled();
    const closing = Promise.all(clients.map((client) => client.close({ timeoutMs: 2_000 }))).then(() => true);
    if (!(await Promise.race([closing, sleep(PATIENCE_MS, false, { ref: false })]))) world.faults.push("close() hangs");
    if (getGlobalDispatcher() !== before.dispatcher) world.faults.push("another dispatcher is left in the process");
    if (https.globalAgent !== before.agent) world.faults.push("another agent is left in the process");
    const bare = server.requests.slice(seen).filter(({ subject }) => subject === undefined).length;
    if (bare > 0) world.faults.push(`${bare} requests came without a certificate`);
    await sleep(1);
    world.faults.push(...unhandled.splice(0));
    if (world.faults.length > 0) found.push({ steps, faults: world.faults });
  }
  await server.stop();
  return found;
}

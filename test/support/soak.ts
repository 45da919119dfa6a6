// Clients that ask without a pause while the certificate is renewed again and again, against real servers; counted there.
import { createHash } from "node:crypto";
import { once } from "node:events";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { request } from "undici";
import { Authority, type Issued } from "../../examples/support/pki";
import { type CertificateSource, ClientCertificates } from "../../src/runtime";
import { loopback } from "./loopback";
import { nginxPath, startNginx } from "./nginx";
import { registrationOf } from "./test-registry";

export interface SoakOptions {
  readonly seconds: number;
  readonly clients: number;
  readonly rotateEverySeconds: number;
}

export interface Soaked {
  readonly servers: readonly string[];
  readonly requests: number;
  readonly failed: readonly string[];
  /** Requests that reached a server without the certificate that was due, as the servers count them. */
  readonly bare: number;
  readonly rotations: number;
  /** Certificates that the servers saw. */
  readonly seen: number;
  /** Of the heap after a collection, in MB: when a quarter of the time had passed, and at the end. */
  readonly heapMb: readonly [early: number, late: number];
}

const HOSTS = ["node.soak.test", "nginx.soak.test"] as const;

/** Run with --expose-gc, so that the heap can be compared. */
export async function soak({ seconds, clients, rotateEverySeconds }: SoakOptions): Promise<Soaked> {
  const authority = await Authority.create("Soak CA");
  const issued = await authority.issue("server", { purposes: ["server"], hosts: ["*.soak.test"] });
  let bare = 0;
  const subjects = new Set<string>();
  const tls = { cert: issued.certificate, key: issued.privateKey, ca: authority.certificate };
  const node = https
    .createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, ({ socket }, response) => {
      const { CN = undefined } = (socket as TLSSocket).getPeerCertificate().subject ?? {};
      if (CN === undefined) bare++;
      else subjects.add(String(CN));
      response.end(String(CN));
    })
    .listen(0, "127.0.0.1");
  await once(node, "listening");
  const nginx = nginxPath()
    ? await startNginx({ ...issued, clientAuthority: authority.certificate, verify: "optional" })
    : undefined;

  let pair: Issued = await authority.issue("generation-0");
  let rotations = 0;
  const keys = new Map<string, string>();
  const source: CertificateSource = {
    description: "the soak's",
    close() {},
    async resolve(host) {
      await sleep(2);
      keys.set(fingerprint(pair.certificate), pair.privateKey);
      return {
        host,
        certificate: registrationOf("soak", { host, ...pair, certificateAuthority: authority.certificate }, 0),
      };
    },
    async secret({ certificate }) {
      await sleep(2);
      return { privateKey: keys.get(fingerprint(certificate))! };
    },
  };
  const certificates = new ClientCertificates({
    source,
    timeToLiveMs: 500,
    undici: { connect: { lookup: loopback } },
    https: { lookup: loopback },
  });

  const ports = { [HOSTS[0]]: (node.address() as AddressInfo).port, ...(nginx && { [HOSTS[1]]: nginx.port }) };
  const urls = Object.entries(ports).map(([host, port]) => `https://${host}:${port}/`);
  const until = performance.now() + seconds * 1_000;
  const failed: string[] = [];
  let requests = 0;
  const client = async (number: number) => {
    for (let turn = number; performance.now() < until; turn++) {
      const url = urls[turn % urls.length]!;
      requests++;
      try {
        const text = await (number % 2 ? byUndici(url, certificates) : byHttps(url, certificates));
        if (!text.includes("generation-")) failed.push(`answered ${text}`);
      } catch (error) {
        failed.push(String((error as Error).stack));
      }
    }
  };
  const rotate = async () => {
    while (performance.now() + rotateEverySeconds * 1_000 < until) {
      await sleep(rotateEverySeconds * 1_000);
      pair = await authority.issue(`generation-${++rotations}`);
    }
  };
  const measure = sleep(seconds * 250).then(heap);
  await Promise.all([rotate(), ...Array.from({ length: clients }, (_, number) => client(number))]);
  const late = heap();
  if (nginx) {
    await byUndici(`https://${HOSTS[1]}:${nginx.port}/last`, certificates);
    const log = (await nginx.accessLog("/last")).trim().split("\n");
    bare += log.filter((line) => !line.includes("generation-")).length;
  }
  await certificates.close();
  node.closeAllConnections();
  node.close();
  await nginx?.stop();
  const servers = ["Node", ...(nginx ? ["nginx"] : [])];
  return { servers, requests, failed, bare, rotations, seen: subjects.size, heapMb: [await measure, late] };
}

async function byUndici(url: string, certificates: ClientCertificates): Promise<string> {
  return (await request(url, { dispatcher: certificates.dispatcher() })).body.text();
}

function byHttps(url: string, certificates: ClientCertificates): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { agent: certificates.agent() }, (response) => {
        response
          .setEncoding("utf8")
          .toArray()
          .then((parts) => resolve(parts.join("")), reject);
      })
      .on("error", reject);
  });
}

function heap(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
}

function fingerprint(certificate: string): string {
  return createHash("sha256").update(certificate).digest("hex");
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../../examples/support/pki";
import { EmbeddedRegistry } from "../../test/support/embedded-registry";
import { alternate } from "../alternate";
import { manyHosts } from "../many-hosts";
import { run, serve } from "../process";
import type { Row } from "../row";
import { type Session, shared } from "../session";

const FIXED = "undici Agent with the certificate fixed";
const AGENTS = "undici, an Agent for each";

export const runtimeRows: readonly Row[] = [
  {
    name: "runtime: requests per second, keep-alive",
    reference: FIXED,
    comparison: "times",
    goal: { atLeast: 0.98 },
    async measure(session) {
      return { ...(await measure(session, "ours", "keep-alive", 11)), unit: "requests/s" };
    },
  },
  {
    name: "runtime: first request to a host, embedded registry",
    reference: FIXED,
    comparison: "times",
    goal: { atMost: 1.1 },
    async measure(session) {
      return { ...(await measure(session, "ours", "first", 25)), unit: "ms" };
    },
  },
  {
    name: "runtime: 1,000 hosts and certificates, requests per second",
    reference: AGENTS,
    comparison: "times",
    goal: { atLeast: 0.95 },
    async measure(session) {
      const { ours, reference } = await many(session);
      return { ours: ours.rate, reference: reference.rate, unit: "requests/s" };
    },
  },
  {
    name: "runtime: 1,000 hosts and certificates, memory a host",
    reference: AGENTS,
    comparison: "times",
    goal: { atMost: 1.1 },
    async measure(session) {
      const { ours, reference } = await many(session);
      return { ours: ours.kb, reference: reference.kb, unit: "KB" };
    },
  },
  {
    name: "proxy: requests per second, keep-alive",
    reference: "the same client with the certificate given to it",
    comparison: "times",
    goal: { atLeast: 0.5 },
    async measure(session) {
      return { ...(await measure(session, "proxied", "keep-alive", 9)), unit: "requests/s" };
    },
  },
  {
    name: "proxy: first request",
    reference: "the same client with the certificate given to it",
    comparison: "more",
    goal: { atMost: 10 },
    async measure(session) {
      return { ...(await measure(session, "proxied", "first", 25)), unit: "ms" };
    },
  },
];

async function measure(session: Session, whose: "ours" | "proxied", what: "first" | "keep-alive", rounds: number) {
  const { url, fixed, registry } = await server(session);
  const source = whose === "ours" ? registry : JSON.stringify(await proxy(session));
  const client = (whose: string, source: string) => () =>
    run<{ value: number }>("runtime-client", {
      arguments: [what, whose, url, source, session.size(20_000, 40)],
    });
  const { ours, reference } = await alternate(session, rounds, {
    ours: client(whose, source),
    reference: client("reference", fixed),
  });
  return { ours: ours.value, reference: reference.value };
}

const many = shared(async (session: Session) => {
  const { directory, port, count } = await manyHosts(session);
  const client = (whose: string) => () =>
    run<{ rate: number; kb: number }>("many-hosts", {
      arguments: [whose, directory, port, count, session.size(20_000, 40)],
      node: ["--expose-gc"],
    });
  return alternate(session, 5, { ours: client("ours"), reference: client("reference") }, false);
});

const proxy = shared(async (session: Session) => {
  const { registry } = await server(session);
  const { report, stop } = await serve<{ url: string; ca: string }>("proxy-server", { arguments: [registry] });
  session.onEnd(stop);
  return report;
});

/** A server, and the certificate that it demands in both forms. */
const server = shared(async (session: Session) => {
  const authority = await Authority.create("Bench CA");
  const { certificate: ca } = authority;
  const own = await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] });
  const client = await authority.issue("bench");
  const write = (name: string, content: object) => {
    const path = join(session.directory, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  const registry = new EmbeddedRegistry();
  session.onEnd(() => registry.stop());
  await registry.add({ host: "localhost", ...client, certificateAuthority: ca });
  const fixed = write("client.json", { cert: client.certificate, key: client.privateKey, ca });

  const material = write("server.json", { cert: own.certificate, key: own.privateKey, ca });
  const { report: port, stop } = await serve<number>("mtls-server", { arguments: [material] });
  session.onEnd(stop);
  return { url: `https://localhost:${port}/`, fixed, registry: registry.directory };
});

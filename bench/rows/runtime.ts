import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../../examples/support/pki";
import { EmbeddedRegistry } from "../../test/support/embedded-registry";
import { alternate } from "../alternate";
import { run, serve } from "../process";
import type { Row } from "../row";
import { type Session, shared } from "../session";

export const runtimeRows: readonly Row[] = [
  {
    name: "runtime: requests per second, keep-alive",
    reference: "undici Agent with the certificate fixed",
    comparison: "times",
    goal: { atLeast: 0.95 },
    async measure(session) {
      return { ...(await measure(session, "keep-alive", 7)), unit: "requests/s" };
    },
  },
  {
    name: "runtime: first request to a host, embedded registry",
    reference: "undici Agent with the certificate fixed",
    comparison: "times",
    goal: { atMost: 1.15 },
    async measure(session) {
      return { ...(await measure(session, "first", 25)), unit: "ms" };
    },
  },
];

async function measure(session: Session, what: "first" | "keep-alive", rounds: number) {
  const { url, fixed, registry } = await server(session);
  const client = (whose: string, source: string) => () =>
    run<{ value: number }>("runtime-client", {
      arguments: [what, whose, url, source, session.size(20_000, 40)],
    });
  const { ours, reference } = await alternate(session, rounds, {
    ours: client("ours", registry),
    reference: client("reference", fixed),
  });
  return { ours: ours.value, reference: reference.value };
}

/** A server, and the certificate that it demands in both forms. */
const server = shared(async (session) => {
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

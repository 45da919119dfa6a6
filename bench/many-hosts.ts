// A server for many hosts, and a certificate for each of them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../examples/support/pki";
import { EmbeddedRegistry } from "../test/support/embedded-registry";
import { serve } from "./process";
import { type Session, shared } from "./session";

export const manyHosts = shared(async (session: Session) => {
  const count = session.size(1_000, 5);
  const authority = await Authority.create("Bench CA");
  const { certificate: ca } = authority;
  const registry = new EmbeddedRegistry();
  session.onEnd(() => registry.stop());
  const declared = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const { certificate, privateKey } = await authority.issue(`check ${i}`);
      writeFileSync(join(registry.directory, "stacks/test", `${i}.crt`), certificate);
      return { host: `h${i}.many.test`, certificate, privateKey, certificateAuthority: ca };
    }),
  );
  await registry.add(...declared);
  writeFileSync(join(registry.directory, "ca.pem"), ca);
  const own = await authority.issue("server", { purposes: ["server"], hosts: ["*.many.test"] });
  const material = join(session.directory, "many-hosts.json");
  writeFileSync(material, JSON.stringify({ cert: own.certificate, key: own.privateKey, ca }));
  const { report: port, stop } = await serve<number>("mtls-server", { arguments: [material] });
  session.onEnd(stop);
  return { directory: registry.directory, port, count };
});

// The function of examples/api-check, and the least that could be, with all that they talk to.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { unzipSync } from "fflate";
import { bundle } from "../examples/api-check/bundle";
import { Authority } from "../examples/support/pki";
import { registrationOf } from "../test/support/test-registry";
import { compiled, serve } from "./process";
import type { CheckServers } from "./programs/check-servers";
import { type Session, shared } from "./session";

export interface Check {
  /** Bundles, as they are deployed. */
  readonly ours: string;
  readonly bare: string;
  readonly env: NodeJS.ProcessEnv;
}

export const check = shared(async (session: Session): Promise<Check> => {
  const authority = await Authority.create("Bench CA");
  const { certificate: ca } = authority;
  const own = await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] });
  const client = await authority.issue("bench");
  const declared = { host: "localhost", ...client, certificateAuthority: ca };
  const registration = registrationOf("client-certificates", declared, 0);
  const servers = join(session.directory, "check-servers.json");
  const content: CheckServers = {
    tls: { cert: own.certificate, key: own.privateKey, ca },
    answer: JSON.stringify({ host: "localhost", certificate: registration }),
    secret: JSON.stringify({ privateKey: client.privateKey }),
  };
  writeFileSync(servers, JSON.stringify(content));
  const { report: ports, stop } = await serve<number[]>("check-servers", { arguments: [servers] });
  session.onEnd(stop);
  const url = `https://localhost:${ports[0]}/`;

  const bare = join(session.directory, "bare-check", "index.js");
  await build({
    entryPoints: [compiled("bare-check")],
    outfile: bare,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    define: {
      URL_OF_CHECK: JSON.stringify(url),
      CERTIFICATE: JSON.stringify({ cert: client.certificate, ca }),
      SECRET: JSON.stringify(registration.secretName),
    },
  });
  return {
    ours: unpacked(join(session.directory, "check")),
    bare,
    env: {
      REGISTRY: "client-certificates",
      CHECK_URLS: url,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${ports[1]}`,
      AWS_REGION: "eu-central-1",
      AWS_PROFILE: "",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
    },
  };
});

/** As examples/api-check deploys it. */
function unpacked(folder: string): string {
  const zip = bundle(join(__dirname, "../examples/api-check/handler.ts"), join(folder, "check.zip"));
  const index = join(folder, "index.js");
  mkdirSync(dirname(index), { recursive: true });
  writeFileSync(index, unzipSync(readFileSync(zip))["index.js"]!);
  return index;
}

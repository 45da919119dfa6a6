// A server that judges client certificates by OpenSSL alone, and says by a TLS alert what it finds wrong.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, Server } from "./child-process";

export interface OpensslServerOptions {
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientAuthority: string;
  /** @default - the newest that both sides speak */
  readonly protocol?: "tls1_2" | "tls1_3";
}

export interface OpensslServer {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startOpensslServer(options: OpensslServerOptions): Promise<OpensslServer> {
  const folder = mkdtempSync(join(tmpdir(), "openssl-server-"));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const port = await freePort();
  const files = [
    ...["-cert", file("server.crt", options.certificate), "-key", file("server.key", options.privateKey)],
    ...["-CAfile", file("client-ca.crt", options.clientAuthority)],
  ];
  const judgement = ["-Verify", "3", "-verify_return_error", ...(options.protocol ? [`-${options.protocol}`] : [])];
  const server = Server.start("openssl", ["s_server", "-accept", String(port), ...files, ...judgement, "-www"]);
  await server.ready(async () => server.output.includes("ACCEPT"));
  return {
    port,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

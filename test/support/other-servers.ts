// Servers whose TLS is not OpenSSL's.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { keyPem } from "./certificates";
import { freePort, Server } from "./child-process";
import { file } from "./inspect";
import { pkcs12 } from "./openssl";
import { serverCertificate } from "./servers";

export interface OtherServer {
  /** e.g. `Java 17` */
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

const PASSPHRASE = "changeit";

/** Java's TLS (JSSE), with its defaults. */
export async function startJava(trusted: string): Promise<OtherServer> {
  const release = /(\d+)/.exec(execFileSync("javac", ["-version"], { encoding: "utf8" }))![0];
  const keystore = file(pkcs12(serverCertificate, { passphrase: PASSPHRASE }));
  const program = join(__dirname, "AskingServer.java");
  const server = Server.start("java", [program, keystore, PASSPHRASE, file(trusted)]);
  await server.ready(async () => /^port \d+$/m.test(server.output));
  const port = Number(/^port (\d+)$/m.exec(server.output)![1]);
  return { name: `Java ${release}`, port, stop: () => server.stop() };
}

/** GnuTLS, with its defaults. */
export async function startGnuTls(trusted: string): Promise<OtherServer> {
  const release = /\d+\.\d+/.exec(execFileSync("gnutls-serv", ["--version"], { encoding: "utf8" }))![0];
  const port = await freePort();
  const own = ["--x509certfile", file(serverCertificate.pem), "--x509keyfile", file(keyPem(serverCertificate.key))];
  const asking = ["--x509cafile", file(trusted), "--require-client-cert", "--verify-client-cert"];
  const server = Server.start("gnutls-serv", ["--http", "--port", String(port), ...own, ...asking]);
  await server.ready(async () => /listening|ready/i.test(server.output));
  return { name: `GnuTLS ${release}`, port, stop: () => server.stop() };
}

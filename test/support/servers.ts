// Real servers that ask for a client certificate, on loopback and a port of their own.
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, type SecureContextOptions } from "node:tls";
import { authority, certificate, keyOf, keyPem } from "./certificates";
import { startNginx as startAnyNginx } from "./nginx";

export interface AskingServer {
  readonly name: "Node, TLS 1.3" | "nginx, TLS 1.2";
  readonly port: number;
  stop(): Promise<void>;
}

const serverRoot = authority("CN=Root of the servers");
export const serverCertificate = certificate("CN=localhost", {
  issuer: serverRoot,
  key: keyOf("p256", 7),
  extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"],
});

/** Security level 2 is the default of OpenSSL on Debian and of Node 24; Node 20 and 22 are at level 1. */
const SECURITY_LEVEL = "@SECLEVEL=2";

/** Node's own server, TLS 1.3. */
export async function startNode(trusted: string): Promise<AskingServer> {
  const server = createHttpsServer(
    {
      cert: serverCertificate.pem,
      key: keyPem(serverCertificate.key),
      ca: trusted,
      requestCert: true,
      rejectUnauthorized: true,
      ciphers: `DEFAULT:${SECURITY_LEVEL}`,
      minVersion: "TLSv1.3",
    },
    (_, response) => response.end("accepted"),
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    name: "Node, TLS 1.3",
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** nginx from the distribution, TLS 1.2. */
export async function startNginx(trusted: string): Promise<AskingServer> {
  const { port, stop } = await startAnyNginx({
    certificate: serverCertificate.pem,
    privateKey: keyPem(serverCertificate.key),
    clientAuthority: trusted,
    extra: `ssl_protocols TLSv1.2; ssl_ciphers HIGH:!aNULL:!MD5:${SECURITY_LEVEL}; ssl_verify_depth 9;`,
  });
  return { name: "nginx, TLS 1.2", port, stop };
}

const TIMEOUT_MS = 10_000;

/** Whether a server answers a client with this certificate; what stops it is the other answer. */
export function handshake(
  { port }: Pick<AskingServer, "port">,
  material: SecureContextOptions,
): Promise<"accepted" | string> {
  return new Promise((resolve) => {
    try {
      const options = { port, host: "127.0.0.1", servername: "localhost", ca: serverRoot.pem, ...material };
      const socket = connect(options, () => socket.write("GET / HTTP/1.0\r\n\r\n"));
      let answer = "";
      socket.setEncoding("latin1");
      socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no answer in time")));
      socket.on("data", (data) => {
        answer += data;
      });
      socket.on("error", (error) => resolve(`connection: ${error.message}`));
      socket.on("close", () =>
        resolve(/^HTTP\/1\.\d 200 /.test(answer) ? "accepted" : `answer: ${answer.slice(0, 40)}`),
      );
    } catch (error) {
      resolve(`not loaded: ${(error as Error).message}`);
    }
  });
}

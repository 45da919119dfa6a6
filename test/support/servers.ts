// Real servers that ask for a client certificate, on loopback and a port of their own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureContextOptions } from "node:tls";
import { authority, certificate, keyOf, keyPem } from "./certificates";

export interface AskingServer {
  readonly name: "Node, TLS 1.3" | "nginx, TLS 1.2";
  readonly port: number;
  stop(): Promise<void>;
}

const serverRoot = authority("CN=Root of the servers");
const serverCertificate = certificate("CN=localhost", {
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
  const folder = mkdtempSync(join(tmpdir(), "client-certificates-nginx-"));
  const port = await freePort();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const configuration = `
    daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log emerg;
    events { worker_connections 64; }
    http {
      access_log off;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_protocols TLSv1.2;
        ssl_ciphers HIGH:!aNULL:!MD5:${SECURITY_LEVEL};
        ssl_certificate ${file("server.crt", serverCertificate.pem)};
        ssl_certificate_key ${file("server.key", keyPem(serverCertificate.key))};
        ssl_client_certificate ${file("trusted.pem", trusted)};
        ssl_verify_client on;
        ssl_verify_depth 9;
        location / { return 200 "accepted"; }
      }
    }`;
  const nginx = spawn(
    nginxPath()!,
    ["-c", file("nginx.conf", configuration), "-e", join(folder, "error.log"), "-p", folder],
    {
      stdio: "ignore",
    },
  );
  await reachable(port, nginx);
  const stopped = new Promise<void>((resolve) => nginx.on("exit", () => resolve()));
  return {
    name: "nginx, TLS 1.2",
    port,
    stop: async () => {
      nginx.kill();
      await stopped;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where nginx is, if it is installed. */
export function nginxPath(): string | undefined {
  for (const path of ["nginx", "/usr/sbin/nginx"]) {
    try {
      execFileSync(path, ["-v"], { stdio: "ignore" });
      return path;
    } catch {
      // The next one.
    }
  }
  return undefined;
}

const TIMEOUT_MS = 10_000;

/** Whether a server answers a client with this certificate; what stops it is the other answer. */
export function handshake({ port }: AskingServer, material: SecureContextOptions): Promise<"accepted" | string> {
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
      socket.on("close", () => resolve(/^HTTP\/1.1 200 /.test(answer) ? "accepted" : `answer: ${answer.slice(0, 40)}`));
    } catch (error) {
      resolve(`not loaded: ${(error as Error).message}`);
    }
  });
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function reachable(port: number, process: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (process.exitCode !== null) throw new Error(`nginx ended with status ${process.exitCode}`);
    const ok = await new Promise<boolean>((resolve) => {
      const socket = connectTcp(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("nginx did not start in time");
}

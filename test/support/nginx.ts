// A second opinion on client certificates: nginx, which judges them by OpenSSL and not by Node.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { freePort, Server } from "./child-process";

export interface NginxOptions {
  /** The server's own certificate and key, PEM. */
  readonly certificate: string;
  readonly privateKey: string;
  /** PEM: the authority that client certificates must come from. */
  readonly clientAuthority: string;
  /** As `ssl_verify_client`. @default "on" */
  readonly verify?: "on" | "optional" | "optional_no_ca" | "off";
  /** Further directives of the server block, such as `ssl_verify_depth 3;`. @default - none */
  readonly extra?: string;
}

export interface Nginx {
  readonly port: number;
  /**
   * One line for each request: status, protocol, host, path, verdict, subject. nginx writes it after its answer: resolves
   * once there is a line with that text, and rejects if there is none in time.
   */
  accessLog(text: string): Promise<string>;
  errorLog(): string;
  stop(): Promise<void>;
}

/** Answers 200 with the client's subject, in the body and in the header `x-client-subject`; 400 to a client it refuses. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const port = await freePort();
  const file = (name: string, content = "") => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const accessLog = file("access.log");
  const errorLog = file("error.log");
  const configuration = file(
    "nginx.conf",
    `
daemon off;
master_process off;
pid ${join(folder, "nginx.pid")};
error_log ${errorLog} info;
events { worker_connections 256; }
http {
  log_format client '$status $server_protocol $host $request_uri $ssl_client_verify "$ssl_client_s_dn"';
  access_log ${accessLog} client;
  ${TEMPORARY.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join("\n  ")}
  server {
    listen 127.0.0.1:${port} ssl http2;
    server_name _;
    ssl_certificate ${file("server.crt", options.certificate)};
    ssl_certificate_key ${file("server.key", options.privateKey)};
    ssl_client_certificate ${file("client-ca.crt", options.clientAuthority)};
    ssl_verify_client ${options.verify ?? "on"};
    ${options.extra ?? ""}
    location / {
      default_type text/plain;
      add_header x-client-subject $ssl_client_s_dn always;
      add_header x-client-verify $ssl_client_verify always;
      return 200 "$ssl_client_s_dn\\n";
    }
  }
}
`,
  );
  const server = Server.start(nginxPath() ?? "nginx", ["-e", errorLog, "-p", folder, "-c", configuration]);
  await server.ready(() => canConnect(port), 10_000);
  return {
    port,
    accessLog: (text) => waitForLine(accessLog, text),
    errorLog: () => readFileSync(errorLog, "utf8"),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitForLine(file: string, text: string): Promise<string> {
  const end = Date.now() + 10_000;
  for (;;) {
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    const line = lines.findLast((one) => one.includes(text));
    if (line !== undefined) return line;
    if (Date.now() > end) throw new Error(`no line of ${file} has ${text}:\n${lines.join("\n")}`);
    await sleep(20);
  }
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

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

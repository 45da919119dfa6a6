// The journey of a certificate on one machine, without AWS: "npm start".
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { App } from "cdktf";
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { fetch } from "undici";
import { makePki } from "./pki";
import { build } from "./stack";

const COMMAND_LINE = join(__dirname, "../../dist/cli/main.js");

async function demo(): Promise<void> {
  process.chdir(__dirname);
  // The server is on this machine, whatever proxy there is for others.
  const direct = [process.env.no_proxy ?? process.env.NO_PROXY ?? "", "localhost"].filter(Boolean).join(",");
  Object.assign(process.env, { no_proxy: direct, NO_PROXY: direct });

  title("Throw-away certificates in examples/quickstart/pki, and the stack in examples/quickstart/cdktf.out");
  await makePki("pki");
  const app = new App();
  build(app);
  app.synth();
  run("inventory");

  title("Which certificate a host gets, and why");
  for (const url of ["https://www.acme.com/", "https://partner.acme.com/v1", "https://example.com/"]) {
    run("resolve", url, "--explain");
  }

  title("A call to a server that demands a client certificate");
  const server = await startServer();
  const certificates = ClientCertificates.fromSynth("cdktf.out");
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/health`;
    const response = await fetch(url, { dispatcher: certificates.dispatcher() });
    console.log(`GET ${url}\n${response.status} ${await response.text()}`);
  } finally {
    await certificates.close();
    server.close();
  }
}

async function startServer(): Promise<Server> {
  const options = {
    cert: readFileSync("pki/server.crt"),
    key: readFileSync("pki/server.key"),
    ca: readFileSync("pki/ca.pem"),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.end(`The server saw the client certificate of CN=${subject.CN}, O=${subject.O}`);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return server;
}

/** Runs the package's own command line, as a user would. */
function run(...args: string[]): void {
  console.log(`$ npx client-certificates ${args.join(" ")}`);
  try {
    execFileSync(process.execPath, [COMMAND_LINE, ...args], { stdio: "inherit" });
  } catch (error) {
    // Status 1 says that no certificate matches, which this demo shows on purpose.
    if ((error as { status?: number }).status !== 1) throw error;
  }
  console.log();
}

function title(text: string): void {
  console.log(`--- ${text}\n`);
}

demo().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

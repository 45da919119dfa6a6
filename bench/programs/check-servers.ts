// What a check talks to, all on loopback: an API that demands a certificate, and the two services of AWS, warm. `<file>`
// Says how often AWS was called; drops every connection when it is told to.
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface CheckServers {
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  /** What the resolver answers, and what the secret holds. */
  readonly answer: string;
  readonly secret: string;
}

const { tls, answer, secret } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as CheckServers;

const calls = { resolver: 0, secrets: 0 };
const api = createHttpsServer({ ...tls, requestCert: true }, (_, response) => response.end("ok"));
const aws = createHttpServer(async (request, response) => {
  for await (const _ of request);
  if (request.url === "/calls") return void response.end(JSON.stringify(calls));
  if (request.url === "/drop") {
    api.closeAllConnections();
    return void response.end("", () => aws.closeAllConnections());
  }
  const isResolver = request.url?.includes("/functions/");
  calls[isResolver ? "resolver" : "secrets"]++;
  response.end(isResolver ? answer : JSON.stringify({ SecretString: secret }));
});

Promise.all([api, aws].map(listen)).then((ports) => process.send?.(ports));
process.on("disconnect", () => process.exit());

function listen(server: Server | ReturnType<typeof createHttpsServer>): Promise<number> {
  // Longer than any row takes.
  server.keepAliveTimeout = 120_000;
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

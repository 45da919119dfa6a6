// The server of the runtime's rows: it demands a certificate and does next to nothing else. `<file with its material>`
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

const material = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as { cert: string; key: string; ca: string };
const server = createServer({ ...material, requestCert: true }, (_, response) => response.end("ok"));
// Longer than any row takes.
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());

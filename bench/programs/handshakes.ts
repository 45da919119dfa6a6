// `<folder> <count>`: the bare handshakes of the pairs, in a worker, from its start on; in milliseconds.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handshakes } from "../../dist/verdict/proof/thread";
import { pairsIn } from "./pairs";
import { report } from "./report";

const [folder = "", count] = process.argv.slice(2);
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const server = {
  certificate: read("server.crt"),
  privateKey: read("server.key"),
  clientAuthorities: read("ca.pem"),
};
const jobs = pairsIn(folder, Number(count)).map(({ certificatePath, privateKeyPath }) => ({
  server,
  client: { cert: readFileSync(certificatePath, "utf8"), key: readFileSync(privateKeyPath, "utf8") },
  maxVersion: "TLSv1.3" as const,
}));

const start = performance.now();
const refusals = handshakes(jobs)().filter((refusal) => refusal !== undefined);
const ms = performance.now() - start;
if (refusals.length > 0) throw new Error(`${refusals.length} were refused: ${refusals[0]}`);
report({ ms });

// Whoever reads extensions by hand trails OpenSSL: thousands of them are changed at random and signed again, and our
// verdict is put beside a real server's. ORACLE_SEED repeats a run, ORACLE_CASES says how many.
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { inspectClientCertificate } from "../../src/inspect";
import { file } from "../support/inspect";
import { type AskingServer, handshake, startNode } from "../support/servers";
import { type Mutated, madeOf, mutantsRoot, mutated } from "./mutated-extensions";

/** Other ones in each run, so that a continuous integration sees as many within days. */
const CASES = Number(process.env.ORACLE_CASES ?? (process.env.CI ? 400 : 5_000));
const seed = Number(process.env.ORACLE_SEED ?? Date.now() % 0x7fffffff);

let server: AskingServer;

beforeAll(async () => {
  server = await startNode(mutantsRoot.pem);
});

afterAll(() => server.stop());

test(`the verdict on ${CASES} certificates with changed extensions is that of a server`, async () => {
  const counts = { accepted: 0, refused: 0 };
  const wrong: string[] = [];
  for (const one of fc.sample(mutated, { numRuns: CASES, seed })) {
    const { certificate, key } = madeOf(one);
    const { ok, findings } = inspectClientCertificate(filesOf(one, certificate, key));
    counts[ok ? "accepted" : "refused"]++;
    const answer = await handshake(server, { cert: certificate, key });
    if ((answer === "accepted") !== ok) wrong.push(`${told(one)}: ${findings.map(({ code }) => code)}; ${answer}`);
  }
  console.log(`oracle: ORACLE_SEED=${seed}, ${counts.accepted} accepted, ${counts.refused} refused`);
  expect(wrong).toEqual([]);
  // Both must be there in numbers, or the mutations are none.
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(CASES / 10);
}, 1_800_000);

let paths: { certificatePath: string; privateKeyPath: string; certificateAuthorityPath: string } | undefined;

/**
 * The same files, written again. Whether an issuer that is nowhere in sight is the one that an authority key identifier
 * means, nobody can know: there it is at hand, in the file of authorities.
 */
function filesOf({ extensions }: Mutated, certificate: string, key: string) {
  paths ??= {
    certificatePath: file("", "client.crt"),
    privateKeyPath: file(key, "client.key"),
    certificateAuthorityPath: file(mutantsRoot.pem, "ca.pem"),
  };
  writeFileSync(paths.certificatePath, certificate);
  const { certificateAuthorityPath, ...pair } = paths;
  return extensions.some(({ id }) => id === "authorityKeyIdentifier") ? { ...pair, certificateAuthorityPath } : pair;
}

function told({ where, extensions }: Mutated): string {
  return `${where} ${extensions.map((one) => JSON.stringify(Object.values(one))).join(" ")}`;
}

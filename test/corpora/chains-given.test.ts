// Chains of public projects: leaf and intermediates are presented, what is trusted is the file of authorities.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { pem } from "../support/der";
import { file as write } from "../support/inspect";

interface CorpusChain {
  readonly id: string;
  readonly expect: "ok" | "error";
  readonly firm: boolean;
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly trusted: readonly string[];
  readonly at?: string;
  readonly note?: string;
}

const FOLDER = process.env.CORPORA ?? resolve(__dirname, "../../../shared/corpora");
const isThere = existsSync(join(FOLDER, "chains-given.json"));
if (!isThere)
  console.log(`corpora: ${FOLDER} is not there, so its chains were not judged (set CORPORA to where they are)`);

const chains: CorpusChain[] = isThere ? JSON.parse(readFileSync(join(FOLDER, "chains-given.json"), "utf8")).chains : [];

/** What is wrong with the chain itself; some of these certificates are for servers, which is not asked here. */
const CHAIN_CODES = /^(?:chain-|expired|not-yet-valid|ca-|certificate-malformed|weak-)/;

(isThere ? test : test.skip)("every chain of the corpora gets its verdict", () => {
  const wrong = chains.flatMap((chain) => {
    const codes = codesOf(chain);
    const verdict = codes.some((code) => CHAIN_CODES.test(code)) ? "error" : "ok";
    return verdict === chain.expect
      ? []
      : [`${chain.id} ${chain.leaf} (${chain.note}): ${chain.expect}, not ${verdict} (${codes})`];
  });
  console.log(`corpora: ${chains.length - wrong.length} of ${chains.length} chains agree`);
  expect(wrong).toEqual([]);
});

function codesOf({ leaf, intermediates, trusted, at = "2026-11-24T00:00:00Z" }: CorpusChain): string[] {
  const certificatePath = write([leaf, ...intermediates].map(asPem).join(""));
  const certificateAuthorityPath = write(trusted.map(asPem).join(""));
  const files = { certificatePath, privateKeyPath: certificatePath, certificateAuthorityPath };
  return inspectMaterial(files, { now: new Date(at) }).findings.map(({ code }) => code);
}

function asPem(path: string): string {
  const bytes = readFileSync(join(FOLDER, path));
  return bytes[0] === 0x30 ? pem("CERTIFICATE", bytes) : `${bytes.toString("latin1")}\n`;
}

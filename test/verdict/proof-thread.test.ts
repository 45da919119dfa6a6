import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Handshake } from "../../src/verdict/proof/handshake";
import { server } from "../../src/verdict/proof/server";
import { handshakes } from "../../src/verdict/proof/thread";
import { authority, certificate, keyPem } from "../support/certificates";
import { file } from "../support/inspect";

const root = authority("CN=Root");
const client = certificate("CN=client", { issuer: root });
const stranger = certificate("CN=stranger", { issuer: authority("CN=Another") });

function job(made: typeof client): Handshake {
  return {
    server: { ...server(), clientAuthorities: root.pem },
    client: { cert: made.pem, key: keyPem(made.key) },
    maxVersion: "TLSv1.3",
  };
}

test("several questions are asked before the first is answered, and the answers may be collected in any order", () => {
  const wait = jest.spyOn(Atomics, "wait");
  const asked = [[client, client, client, stranger], [stranger], []].map((them) => handshakes(them.map(job)));
  expect(wait).not.toHaveBeenCalled();
  const answers = asked.reverse().map((answer) => answer());
  const refused = expect.any(String);
  expect(answers).toEqual([[], [refused], [undefined, undefined, undefined, refused]]);
  expect(asked.map((answer) => answer())).toEqual(answers);
});

test("a thread that ends in the middle refuses what it has not answered, and another takes its place", () => {
  // Loaded in the thread as well: it ends where the second handshake would begin.
  const ending = file(
    `const { isMainThread } = require("node:worker_threads"), tls = require("node:tls"), make = tls.createSecureContext;
    let contexts = 0;
    if (!isMainThread) tls.createSecureContext = (options) => ++contexts === 3 ? process.exit(1) : make(options);`,
    "ending.cjs",
  );
  const asking = file(
    `const { handshakes } = require(${JSON.stringify(join(__dirname, "../../dist/verdict/proof/thread"))});
    const job = ${JSON.stringify(job(client))};
    const asked = [handshakes([job]), handshakes([job, job]), handshakes([job])].map((answer) => answer());
    console.log(JSON.stringify([...asked, handshakes([job])()]));`,
    "asking.cjs",
  );
  const { stdout } = spawnSync(process.execPath, ["--require", ending, asking], { encoding: "utf8", timeout: 60_000 });
  const untried = "the handshake could not be tried";
  expect(JSON.parse(stdout)).toEqual([[null], [untried, untried], [untried], [null]]);
});

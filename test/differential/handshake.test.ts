// Our verdict against real handshakes: a case is right where servers that trust the roots let the client in.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "../../src/finding";
import { inspectClientCertificate } from "../../src/inspect";
import { NGINX_RUNS } from "../support/describe-nginx";
import { file } from "../support/inspect";
import { type AskingServer, handshake, startNginx, startNode } from "../support/servers";
import { type Case, filesOf, incompleteCase, trusted } from "./cases";
import { GROUPS } from "./groups";
import { STRICTER } from "./stricter";

const document = readFileSync(resolve(__dirname, "../../docs/findings.md"), "utf8");
const servers: AskingServer[] = [];
const counts = { accepted: 0, refused: 0 };
/** Those that every case is put to. */
let asked = "";

beforeAll(async () => {
  const roots = trusted.map(({ pem }) => pem).join("");
  servers.push(await startNode(roots));
  if (NGINX_RUNS) servers.push(await startNginx(roots));
  else
    console.log("differential: nginx is not installed, so only Node's server was asked (apt-get install nginx-light)");
  asked = servers.map(({ name }) => name).join(" and ");
});

afterAll(async () => {
  const { accepted, refused } = counts;
  console.log(`differential: ${accepted + refused} cases (${accepted} accepted, ${refused} refused) against ${asked}`);
  await Promise.all(servers.map((server) => server.stop()));
});

test.each(GROUPS)(
  "%s: our verdict is that of the servers",
  async (_, cases) => {
    const wrong: string[] = [];
    for (const one of cases()) {
      const { ok, findings } = inspectClientCertificate(filesOf(one), { passphrase: one.passphrase });
      counts[ok ? "accepted" : "refused"]++;
      for (const server of servers.filter(({ name }) => one.only === undefined || one.only === name)) {
        const answer = await handshake(server, materialOf(one));
        if ((answer === "accepted") !== ok)
          wrong.push(`${one.name}: ${verdict(ok, findings)}; ${server.name}: ${answer}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  900_000,
);

describe("stricter on purpose", () => {
  test("the document has these points, with these codes, and no other", () => {
    const [, section = ""] = /^## Stricter on purpose$(.*?)^## /ms.exec(document) ?? [];
    const rows = [...section.matchAll(/^\| ([^|]+) \| (\[`[^|]+) \|/gm)].map(([, what, codes]) => [
      what,
      [...codes!.matchAll(/\[`([\w-]+)`\]/g)].map(([, code]) => code),
    ]);
    const ours = STRICTER.map(({ what, cases }) => [what, [...new Set(cases().map(({ code }) => code))]]);
    expect(rows).toEqual(ours);
  });

  test.each(STRICTER.map((kind) => [kind.what, kind] as const))(
    "%s: an error of ours, and of nobody else",
    async (_, { by, cases }) => {
      for (const one of cases()) {
        const { ok, findings } = inspectClientCertificate(filesOf(one), { passphrase: one.passphrase });
        const errors = findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
        expect([one.name, ok, errors]).toEqual([one.name, false, [one.code]]);
        // Which Nodes load it is tried in node-versions.test.ts.
        if (by === "a newer Node") continue;
        for (const server of servers) {
          const isLetIn = (await handshake(server, materialOf(one))) === "accepted";
          expect([one.name, server.name, isLetIn]).toEqual([
            one.name,
            server.name,
            by === "every server" || isOld(server),
          ]);
        }
      }
    },
    60_000,
  );
});

function isOld({ name }: AskingServer): boolean {
  return name === "nginx, TLS 1.2";
}

test("an incomplete chain is a warning: it depends on whether the server has the issuer", async () => {
  const one = incompleteCase();
  const files = { ...filesOf(one), certificateAuthorityPath: file(one.authority) };
  const { ok, findings } = inspectClientCertificate(files);
  expect([ok, findings.map(({ code }) => code)]).toEqual([true, ["chain-incomplete"]]);
  const roots = trusted.map(({ pem }) => pem).join("");
  const knowing = await startNode(roots + one.missing);
  servers.push(knowing);
  expect(await handshake(knowing, materialOf(one))).toBe("accepted");
  expect(await handshake(servers[0]!, materialOf(one))).not.toBe("accepted");
});

function materialOf({ certificate, key, pfx, passphrase }: Case) {
  return pfx ? { pfx, passphrase } : { cert: certificate, key, passphrase };
}

function verdict(ok: boolean, findings: readonly Finding[]): string {
  return `${ok ? "accepted" : "refused"} here (${findings.map(({ code }) => code)})`;
}

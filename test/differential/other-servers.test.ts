// What servers of Java and GnuTLS refuse, and OpenSSL's accept: the table in docs/findings.md, measured again.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { inspectClientCertificate } from "../../src/inspect";
import { keyPem } from "../support/certificates";
import { client, file } from "../support/inspect";
import { type OtherServer, startGnuTls, startJava } from "../support/other-servers";
import { handshake, startNode } from "../support/servers";
import { ROWS, root } from "./other-servers";

const document = readFileSync(resolve(__dirname, "../../docs/findings.md"), "utf8");
const table = [...document.matchAll(/^\| (.+) \| (accepted|refused) \| (accepted|refused) \| (.+) \|$/gm)];

let servers: OtherServer[] = [];

beforeAll(async () => {
  servers = await Promise.all([startNode(root.pem), startGnuTls(root.pem), startJava(root.pem)]);
}, 120_000);

afterAll(() => Promise.all(servers.map((server) => server.stop())));

test("the table has these rows, and no other", () => {
  expect(table.map(([, name]) => name)).toEqual(ROWS.map(({ name }) => name));
});

test.each(ROWS.map((row) => [row.name, row] as const))(
  "%s: accepted by OpenSSL, and by others as the table says",
  async (name, row) => {
    const { leaf, above = [] } = row;
    const [cert, key] = [[leaf, ...above].map(({ pem }) => pem).join(""), keyPem(leaf.key)];
    const answers: string[] = [];
    for (const server of servers) answers.push(await handshake(server, { cert, key }));
    const [byNode, ...byOthers] = answers.map((answer) => (answer === "accepted" ? answer : "refused"));
    const { ok, findings } = inspectClientCertificate({ certificatePath: file(cert), privateKeyPath: file(key) });
    expect([byNode, ok]).toEqual(["accepted", true]);
    const codes = findings.map(({ code }) => `[\`${code}\`](#${code})`).join(", ") || "–";
    expect([name, ...byOthers, codes]).toEqual(table.find(([, found]) => found === name)!.slice(1));
  },
);

test("a certificate of an authority that no server trusts is refused by all", async () => {
  const { certificate, key } = client();
  for (const server of servers) expect(await handshake(server, { cert: certificate, key })).not.toBe("accepted");
});

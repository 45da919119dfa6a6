import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FINDING_SEVERITY, formatFinding } from "../src/finding";
import { judgeHost } from "../src/host/judge-host";
import { inspectMaterial } from "../src/pem/inspect-material";
import { makeMistakes } from "./support/mistakes";

const DOCUMENT = join(__dirname, "../docs/findings.md");

test("docs/findings.md has every code with its severity, and no other", () => {
  const rows = [...readFileSync(DOCUMENT, "utf8").matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm)];
  expect(Object.fromEntries(rows.map(([, code, severity]) => [code, severity]))).toEqual(FINDING_SEVERITY);
});

test("the messages of common mistakes are in docs/findings.md as they appear", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mistakes-"));
  const now = new Date();
  const messages = (await makeMistakes(folder)).flatMap(({ name, declared }) => {
    const { host, certificatePath, privateKeyPath, certificateAuthorityPath, passphrase } = declared;
    const files = { certificatePath: certificatePath!, privateKeyPath: privateKeyPath!, certificateAuthorityPath };
    const { findings } = inspectMaterial(files, { passphrase: passphrase?.read().passphrase, now });
    return [...judgeHost(host).findings, ...findings].map((found) => `[shop/${name}] ${formatFinding(found)}`);
  });
  const text = messages
    .join("\n")
    .replaceAll(`${folder}/`, "certs/")
    .replaceAll(folder, "certs")
    // An ECDSA signature, and so a certificate, is not always of the same length.
    .replace(/block 2 of 2, line \d+/, "block 2 of 2, line 11")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "2026-11-24T00:00:00Z");
  const block = `\`\`\`text\n${text}\n\`\`\`\n`;
  const [head, shown] = readFileSync(DOCUMENT, "utf8").split("## As they appear\n\n") as [string, string];
  if (process.env.UPDATE_DOCS === "1") writeFileSync(DOCUMENT, `${head}## As they appear\n\n${block}`);
  else expect(shown).toBe(block);
});

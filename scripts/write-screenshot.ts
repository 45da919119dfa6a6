// "npx tsx scripts/write-screenshot.ts": docs/page.png, the inventory's page in Chromium. Needs "npm run build" before.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { toHtml } from "../src/inventory/html";
import { makeInventory } from "../src/inventory/inventory";
import { inDays, rowFor } from "../test/support/inventories";

const IMAGE = join(__dirname, "../docs/page.png");
/** It is in every clone. */
const MAX_BYTES = 150 * 1024;

const CERTIFICATES = [
  { host: "*.acme.com", declaration: "shop/Acme", notBefore: inDays(-100), notAfter: inDays(265) },
  { host: "www.acme.com", declaration: "shop/Www", notBefore: inDays(-300), notAfter: inDays(65), key: "RSA 2048" },
  { host: "*.api.acme.com", declaration: "shop/Api", notBefore: inDays(-353), notAfter: inDays(12) },
  { host: "api.partner.example", declaration: "billing/Partner", notBefore: inDays(-370), notAfter: inDays(-5) },
  { host: "next.partner.example", declaration: "billing/Next", notBefore: inDays(-20), notAfter: inDays(345) },
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "screenshot-"));
  const file = join(folder, "inventory.html");
  const rows = CERTIFICATES.map((given, order) => rowFor({ order, ...given }));
  writeFileSync(file, toHtml(makeInventory("client-certificates", rows), { at: inDays(0), from: "cdktf.out" }));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector(".table");
    await page.fill("#host", "www.acme.com");
    await page.screenshot({ path: IMAGE });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  const { size } = statSync(IMAGE);
  if (size > MAX_BYTES) throw new Error(`docs/page.png has ${size} bytes; it is to have at most ${MAX_BYTES}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

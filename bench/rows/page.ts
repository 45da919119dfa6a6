import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { toHtml } from "../../src/inventory/html";
import { makeInventory } from "../../src/inventory/inventory";
import { rowFor } from "../../test/support/inventories";
import { alternate } from "../alternate";
import { NotHere } from "../not-here";
import { hostPattern } from "../programs/pairs";
import type { Row } from "../row";
import { type Session, shared } from "../session";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
const REFERENCE = "the same of 20 certificates";

export const pageRows: readonly Row[] = [
  {
    name: "page of 2,000 certificates: load to interactive",
    reference: REFERENCE,
    comparison: "ours",
    goal: { atMost: 1_000 },
    async measure(session) {
      if (!existsSync(EXECUTABLE)) throw new NotHere(`there is no ${EXECUTABLE}`);
      const browser = await chromium.launch({ executablePath: EXECUTABLE, args: OPTIONS });
      try {
        const { many, few } = pages(session);
        const loaded = (path: string) => async () => ({ ms: await interactive(browser, path) });
        const { ours, reference } = await alternate(session, 7, {
          ours: loaded(many.path),
          reference: loaded(few.path),
        });
        return { ours: ours.ms, reference: reference.ms, unit: "ms" };
      } finally {
        await browser.close();
      }
    },
  },
  {
    name: "page of 2,000 certificates: file",
    reference: REFERENCE,
    comparison: "ours",
    goal: { atMost: 1.5 },
    async measure(session) {
      const { many, few } = pages(session);
      return { ours: many.bytes / 1024 ** 2, reference: few.bytes / 1024 ** 2, unit: "MB" };
    },
  },
];

/** From the opening of the file until the page has drawn itself and has nothing else to do. */
async function interactive(browser: Browser, path: string): Promise<number> {
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(pathToFileURL(path).href);
  await page.evaluate("new Promise((idle) => requestAnimationFrame(() => requestIdleCallback(idle)))");
  const ms = performance.now() - start;
  await page.close();
  return ms;
}

const pages = shared((session: Session) => ({
  many: pageOf(session, session.size(2_000, 40)),
  few: pageOf(session, 20),
}));

function pageOf({ directory }: Session, count: number): { readonly path: string; readonly bytes: number } {
  const rows = Array.from({ length: count }, (_, i) => rowFor({ host: hostPattern(i), order: i }));
  const path = join(directory, `inventory-${count}.html`);
  const html = toHtml(makeInventory("client-certificates", rows), { at: "2026-01-01T00:00:00Z", from: "cdktf.out" });
  writeFileSync(path, html);
  return { path, bytes: Buffer.byteLength(html) };
}

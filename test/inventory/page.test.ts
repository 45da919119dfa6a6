// The page in a browser: Debian's chromium, or the one that CHROMIUM names.
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import type { CertificateRow } from "../../src/inventory/certificate-row";
import { toHtml } from "../../src/inventory/html";
import { makeInventory } from "../../src/inventory/inventory";
import { inDays, rowFor } from "../support/inventories";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const describeBrowser = existsSync(EXECUTABLE) ? describe : describe.skip;

jest.setTimeout(60_000);

const HOSTILE = 'CN=</script><script>window.stolen = 1</script><img src=x onerror="window.stolen = 1">';

const rows = [
  rowFor({ host: "*.acme.com", declaration: "shop/Acme", order: 0, notAfter: inDays(200), notBefore: inDays(-100) }),
  rowFor({ host: "www.acme.com", declaration: "shop/Www", order: 1, notAfter: inDays(-12), notBefore: inDays(-200) }),
  rowFor({ host: "*.api.acme.com", declaration: "shop/Api", order: 2, notAfter: inDays(10), notBefore: inDays(-300) }),
  rowFor({
    host: "api.partner.example",
    declaration: "shop/Partner",
    order: 3,
    notAfter: inDays(3650),
    subject: HOSTILE,
  }),
  rowFor({
    host: "next.partner.example",
    declaration: "shop/Next",
    order: 4,
    notBefore: inDays(20),
    notAfter: inDays(300),
  }),
];

describeBrowser("the inventory's page", () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: EXECUTABLE,
      args: [...quiet, "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
  });

  afterAll(() => browser?.close());

  async function open(certificates: CertificateRow[]): Promise<void> {
    const file = join(mkdtempSync(join(tmpdir(), "page-")), "inventory.html");
    writeFileSync(file, toHtml(makeInventory("client-certificates", certificates)));
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector(".table");
  }

  const hosts = () =>
    page.locator(".certificate:visible").evaluateAll((all) => all.map((it) => it.getAttribute("data-host")));

  async function ask(host: string): Promise<string> {
    await page.fill("#host", host);
    return (await page.locator("#answer > p").textContent()) ?? "";
  }

  describe("of five certificates", () => {
    beforeAll(() => open(rows));

    test("a bar of the timeline ends where today is, before it and after it, as its certificate does", async () => {
      const today = await page.locator(".axis .today").evaluate((it) => it.getBoundingClientRect());
      const middle = today.left + today.width / 2;
      const bar = (host: string) =>
        page.locator(`[data-host="${host}"] .bar`).evaluate((it) => {
          const { left, right } = it.getBoundingClientRect();
          return { left, right, kind: it.className };
        });
      const [expired, soon, long, early] = await Promise.all(
        ["www.acme.com", "*.api.acme.com", "api.partner.example", "next.partner.example"].map(bar),
      );
      expect(expired!.right).toBeLessThan(middle);
      expect(soon!.left).toBeLessThan(middle);
      expect(soon!.right).toBeGreaterThan(middle);
      expect(soon!.right - middle).toBeLessThan(20);
      expect(long!.right - middle).toBeGreaterThan(200);
      expect(early!.left).toBeGreaterThan(middle);
      expect([expired, soon, long, early].map((it) => it!.kind)).toEqual([
        "bar expired",
        "bar soon",
        "bar valid ends-after",
        "bar not-yet",
      ]);
    });

    test("what is expired and what is about to says so in words too", async () => {
      expect(await page.locator('[data-host="www.acme.com"] .until').textContent()).toMatch(/expired 12 days ago/);
      expect(await page.locator('[data-host="*.api.acme.com"] .until').textContent()).toMatch(/expires in (9|10) days/);
    });

    test("the search box answers by the registry's matcher", async () => {
      expect(await ask("https://v1.api.acme.com:8443/health")).toContain(
        "v1.api.acme.com gets the certificate of shop/Api",
      );
      expect(await page.locator(".candidates li").allTextContents()).toEqual([
        expect.stringContaining("1.shop/Api matches by the wildcard *.api.acme.com; wins over shop/Acme"),
        expect.stringContaining("2.shop/Acme"),
      ]);
      expect(await ask("WWW.Acme.com.")).toContain("gets the certificate of shop/Www");
      expect(await ask("acme.com")).toContain("gets no certificate");
      expect(await ask("not a host")).toContain("is not a host name");
    });

    test("sorts by each column, both ways, and says so to assistive technology", async () => {
      expect(await hosts()).toEqual([
        "www.acme.com",
        "*.api.acme.com",
        "*.acme.com",
        "next.partner.example",
        "api.partner.example",
      ]);
      await page.click("text=Host and subject");
      expect(await hosts()).toEqual([
        "*.acme.com",
        "*.api.acme.com",
        "api.partner.example",
        "next.partner.example",
        "www.acme.com",
      ]);
      await page.click("text=Host and subject");
      expect((await hosts())[0]).toBe("www.acme.com");
      expect(await page.locator('[aria-sort="descending"]').textContent()).toBe("Host and subject");
    });

    test("filters by status and by text", async () => {
      await page.click(".tile.expired");
      expect(await hosts()).toEqual(["www.acme.com"]);
      await page.click(".tile.all");
      await page.fill("#filter", "shop/p");
      expect(await hosts()).toEqual(["api.partner.example"]);
      await page.fill("#filter", "");
    });

    test("shows every fact of a certificate, and what it says as text only", async () => {
      await page.click('[data-host="api.partner.example"] .toggle');
      const facts = await page.locator('[data-host="api.partner.example"] .facts').textContent();
      for (const fact of [HOSTILE, "CN=Acme CA", "01AB", "AA:BB:api.partner.example", "the usual roots"]) {
        expect(facts).toContain(fact);
      }
      expect(await page.evaluate(() => (window as { stolen?: number }).stolen)).toBeUndefined();
    });

    test("lists the overlaps, and marks what the code leaves open", async () => {
      expect(await page.locator(".overlaps li").allTextContents()).toEqual([
        expect.stringMatching(/^settledfor www\.acme\.com/),
        expect.stringMatching(/^openfor \*\.api\.acme\.com/),
      ]);
    });
  });

  test("works with two thousand certificates: there in seconds, a search and a sort in a moment", async () => {
    const started = Date.now();
    await open(
      Array.from({ length: 2_000 }, (_, i) =>
        rowFor({
          host: i % 10 ? `h${i}.t${i - (i % 10)}.example.com` : `*.t${i}.example.com`,
          declaration: `D${i}`,
          order: i,
        }),
      ),
    );
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await ask("x.t1990.example.com")).toContain("gets the certificate of D1990");
    const sort = await page.evaluate(() => {
      const before = performance.now();
      document.querySelector<HTMLElement>(".header button")!.click();
      document.body.getBoundingClientRect();
      return performance.now() - before;
    });
    expect(sort).toBeLessThan(2_000);
    expect((await hosts()).length).toBe(2_000);
  });

  test("asks nobody for anything, and breaks no policy", () => {
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
  });
});

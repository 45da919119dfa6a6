// The page in a browser: Debian's chromium, or the one that CHROMIUM names.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { CertificateRow } from "../../src/inventory/certificate-row";
import { toHtml } from "../../src/inventory/html";
import { makeInventory } from "../../src/inventory/inventory";
import { readJson } from "../../src/inventory/json";
import { inDays, rowFor } from "../support/inventories";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const describeBrowser = existsSync(EXECUTABLE) ? describe : describe.skip;

jest.setTimeout(60_000);

const TAKEN = { at: inDays(-3), from: "registry client-certificates in eu-central-1" };

const HOSTILE = 'CN=</script><script>window.stolen = 1</script><img src=x onerror="window.stolen = 1">';

const rows = [
  rowFor({ host: "*.acme.com", declaration: "shop/Acme", order: 0, notAfter: inDays(200), notBefore: inDays(-100) }),
  rowFor({ host: "www.acme.com", declaration: "shop/Www", order: 1, notAfter: inDays(-12), notBefore: inDays(-200) }),
  rowFor({
    host: "*.api.acme.com",
    declaration: "shop/Api",
    order: 2,
    notAfter: inDays(10),
    notBefore: inDays(-300),
    warnings: [{ code: "chain-incomplete" }, { code: "is-ca", acknowledged: "their server accepts it" }],
  }),
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

/** axe-core in the page, and what it finds in words. */
const RUN_AXE = `${readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")};
axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join(" "))))`;

describeBrowser("the inventory's page", () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let address: string;
  const faults: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: EXECUTABLE,
      args: [...quiet, "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
      permissions: ["clipboard-read", "clipboard-write"],
    });
  });

  afterAll(() => browser?.close());

  async function open(certificates: CertificateRow[], fragment = ""): Promise<void> {
    const file = join(mkdtempSync(join(tmpdir(), "page-")), "inventory.html");
    writeFileSync(file, toHtml(makeInventory("client-certificates", certificates), TAKEN));
    address = pathToFileURL(file).href;
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(address + fragment);
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

    test("says when and from where the data was taken", async () => {
      const day = TAKEN.at.slice(0, 10);
      const text = await page.locator(".taken").textContent();
      expect(text).toMatch(new RegExp(`^Taken on ${day} \\d\\d:\\d\\d UTC, 3 days ago, from registry client-cert`));
    });

    test("what is looked at is in the address, and a link shows the same", async () => {
      await page.click(".tile.all");
      await page.fill("#filter", "shop/p");
      await page.fill("#host", "www.acme.com");
      await page.click("text=Host and subject");
      const link = page.url();
      expect(link.split("#")[1]).toBe("filter=shop%2Fp&host=www.acme.com&sort=host&open=shop%2FPartner");
      expect(await page.locator(".count").textContent()).toBe("1 of 5 shown");
      const other = await context.newPage();
      await other.goto(link);
      expect(await other.locator("#filter").inputValue()).toBe("shop/p");
      expect(await other.locator("#answer").textContent()).toContain("gets the certificate of shop/Www");
      expect(await other.locator(".facts").count()).toBe(1);
      expect(await other.locator("[data-host]").count()).toBe(1);
      expect(await other.locator('[aria-sort="ascending"]').textContent()).toBe("Host and subject");
      await other.evaluate(() => {
        location.hash = "#status=expired&sort=nonsense&open=nobody";
      });
      await other.waitForFunction(() => document.querySelector(".count")!.textContent === "1 of 5 shown");
      expect(await other.locator("[data-host]").getAttribute("data-host")).toBe("www.acme.com");
      await other.close();
    });

    test("what is shown is handed out as CSV and JSON, which the command line reads", async () => {
      await page.fill("#filter", "acme.com");
      const download = async (title: string) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.click(`button:text-is("${title}")`)]);
        return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
      };
      const [csv, json] = [await download("CSV"), await download("JSON")];
      expect([csv.name, json.name]).toEqual(["client-certificates.csv", "client-certificates.json"]);
      expect(csv.text.split("\r\n").map((line) => line.split(",")[0])).toEqual([
        ...["host", "*.acme.com", "*.api.acme.com", "www.acme.com", ""],
      ]);
      const read = readJson(JSON.parse(json.text), json.name);
      expect(read).toEqual(makeInventory("client-certificates", rows.slice(0, 3)));
      await page.fill("#filter", "");
    });

    test("a fact is copied by its button, which says so", async () => {
      await page.click('[aria-label="Copy SHA-256"]');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("AA:BB:api.partner.example");
      expect(await page.locator(".said:not(:empty)").textContent()).toBe("copied");
    });

    test("arrow keys go from row to row, open one and close it; the table is one stop of the tabulator", async () => {
      await page.fill("#filter", "acme.com");
      const focused = () =>
        page.evaluate(() => document.activeElement!.closest("[data-host]")?.getAttribute("data-host"));
      expect(await page.locator('.toggle[tabindex="0"]').count()).toBe(1);
      await page.locator('.toggle[tabindex="0"]').focus();
      const seen: unknown[] = [await focused()];
      for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Home", "End", "ArrowUp"]) {
        await page.keyboard.press(key);
        seen.push(await focused());
      }
      const [first, second, third] = ["*.acme.com", "*.api.acme.com", "www.acme.com"];
      expect(seen).toEqual([first, second, third, third, first, third, second]);
      const facts = page.locator(`[data-host="${second}"] .facts`);
      await page.keyboard.press("ArrowRight");
      expect(await facts.count()).toBe(1);
      await page.keyboard.press("ArrowLeft");
      expect(await facts.count()).toBe(0);
      expect(await page.locator('.toggle[tabindex="0"]').count()).toBe(1);
      await page.fill("#filter", "");
    });

    test("lists the overlaps, and marks what the code leaves open", async () => {
      expect(await page.locator(".overlaps li").allTextContents()).toEqual([
        expect.stringMatching(/^settledfor www\.acme\.com/),
        expect.stringMatching(/^openfor \*\.api\.acme\.com/),
      ]);
    });
  });

  test("works with two thousand certificates: those seen first come first, and printed are all", async () => {
    await open(
      Array.from({ length: 2_000 }, (_, i) =>
        rowFor({
          host: i % 10 ? `h${i}.t${i - (i % 10)}.example.com` : `*.t${i}.example.com`,
          declaration: `D${i}`,
          order: i,
        }),
      ),
    );
    expect(await ask("x.t1990.example.com")).toContain("gets the certificate of D1990");
    const counts = await page.evaluate(() => {
      const count = () => document.querySelectorAll("[data-host]").length;
      document.querySelector<HTMLElement>(".header button")!.click();
      const sorted = count();
      dispatchEvent(new Event("beforeprint"));
      return { sorted, printed: count() };
    });
    expect(counts).toEqual({ sorted: 100, printed: 2_000 });
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll("[data-host]").length === 2_000);
    await page.goto(`${address}#open=D1234`);
    await page.reload();
    await page.waitForSelector(".facts");
    await page.waitForFunction(() => {
      const { top } = document.querySelector(".facts")!.getBoundingClientRect();
      return top > 0 && top < innerHeight;
    });
    expect(await page.locator(".count").textContent()).toBe("2,000 of 2,000 shown");
  });

  const LONG = "a-very-long-name-of-a-service.eu-central-1.internal.platform.acme-corporation.example";
  const STATES: readonly [name: string, rows: CertificateRow[], fragment: string, width: number][] = [
    ["nothing declared", [], "", 1280],
    ["a row open and a host answered", rows, "#open=shop/Partner&host=v1.api.acme.com", 1280],
    ["no certificate for a host", rows, "#host=nobody.test", 1280],
    ["a filter that leaves nothing", rows, "#filter=nothing", 1280],
    ["a status, sorted downwards", rows, "#status=expired&sort=-host", 1280],
    ["a narrow screen", [...rows, rowFor({ host: LONG, order: 9 })], "#open=shop/Www", 390],
  ];

  test.each(STATES)("axe finds no fault, light and dark, with %s", async (_, certificates, fragment, width) => {
    await open(certificates, fragment);
    await page.setViewportSize({ width, height: 900 });
    // Not by the page, whose policy lets nothing else run.
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(RUN_AXE)).toEqual([]);
    }
    await page.close();
  });

  test("at 800 px no label of the axis runs into another", async () => {
    await open([
      rowFor({ host: "a.test", notBefore: inDays(-330), notAfter: inDays(380), warnings: [{ code: "is-ca" }] }),
    ]);
    await page.setViewportSize({ width: 800, height: 600 });
    const labels = await page.locator(".tick").evaluateAll((all) =>
      all
        .map((it) => ({ size: getComputedStyle(it).fontSize, ...it.getBoundingClientRect().toJSON() }))
        .filter(({ size }) => size !== "0px")
        .sort((a, b) => a.left - b.left),
    );
    expect(labels.length).toBeGreaterThan(0);
    for (const [i, { left }] of labels.entries()) expect(left).toBeGreaterThanOrEqual(labels[i - 1]?.right ?? 0);
    expect(await page.locator(".until .warning").textContent()).toBe("warning: is-ca");
    await page.close();
  });

  test("at 390 px nothing is wider than the screen, and a long host is whole", async () => {
    await open([rowFor({ host: LONG, notAfter: inDays(-400) }), ...rows]);
    await page.setViewportSize({ width: 390, height: 844 });
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll("main, .host code, .until, .status, .facts dd")].map((it) => ({
        cut: it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0,
        right: it.getBoundingClientRect().right,
      })),
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(widths.filter(({ cut, right }) => cut || right > 390)).toEqual([]);
    await page.close();
  });

  test("asks nobody for anything, and breaks no policy", () => {
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
  });
});

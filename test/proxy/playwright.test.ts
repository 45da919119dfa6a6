// Playwright's own way to make requests, and a page, through the proxy.
import { chromium, request } from "playwright-core";
import type { CertificateProxy } from "../../src/runtime";
import { describeTools } from "../support/describe-tools";
import { RuntimeScene } from "../support/runtime-scene";

let scene: RuntimeScene;
let proxy: CertificateProxy;

beforeAll(async () => {
  scene = await RuntimeScene.create(["localhost", "127.0.0.1"]);
  await scene.declare("localhost", { subject: "check" });
  proxy = await scene.client().proxy();
});
afterAll(async () => {
  await proxy.close();
  await scene.stop();
});

/** As docs/tools.md says. */
function settings() {
  const { username, password, origin } = new URL(proxy.url);
  return { proxy: { server: origin, username, password, bypass: "<-loopback>" }, ignoreHTTPSErrors: true };
}

test("an APIRequestContext presents the certificate, and follows a redirect to a host without one", async () => {
  const bare = await scene.server({ rejectUnauthorized: false });
  const server = await scene.server({ redirects: { "/elsewhere": `https://127.0.0.1:${bare.port}/` } });
  const context = await request.newContext(settings());
  expect(await (await context.get(`https://localhost:${server.port}/`)).text()).toBe("check\n");
  expect(await (await context.get(`https://localhost:${server.port}/elsewhere`)).text()).toBe("no certificate\n");
  await context.dispose();
});

test("a certificate that is renewed while the proxy runs is presented from then on", async () => {
  const server = await scene.server();
  const renewing = scene.client({ timeToLiveMs: 0 });
  const other = await renewing.proxy();
  const { username, password, origin } = new URL(other.url);
  const context = await request.newContext({ proxy: { server: origin, username, password }, ignoreHTTPSErrors: true });
  expect(await (await context.get(`https://localhost:${server.port}/`)).text()).toBe("check\n");
  await scene.declare("localhost", { subject: "renewed" });
  expect(await (await context.get(`https://localhost:${server.port}/`)).text()).toBe("renewed\n");
  await context.dispose();
  await other.close();
});

describeTools("chromium")("a page in Chromium", () => {
  test("is loaded with the certificate, over HTTP/2", async () => {
    const server = await scene.server({ allowHttp2: true });
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"],
      ...{ proxy: settings().proxy },
    });
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.goto(`https://localhost:${server.port}/`);
    expect(await page.textContent("body")).toBe("check\n");
    await browser.close();
    expect(server.requests.filter(({ subject }) => subject !== "check")).toEqual([]);
  });
});

// What is declared for another tool's rule, beside that tool's own matcher: no host that the tool serves is lost, and what
// it does not serve is told.
import { join } from "node:path";
import * as fc from "fast-check";
import { request } from "playwright-core";
import { matchesHost } from "../../src/host/host-pattern";
import { rulesOf as ofBruno, readBruno } from "../../src/import/bruno";
import { rulesOf as ofCypress } from "../../src/import/cypress";
import type { HostRule } from "../../src/import/foreign-certificate";
import { rulesOf as ofNewman } from "../../src/import/newman";
import { rulesOf as ofPlaywright } from "../../src/import/playwright";
import { Place } from "../../src/wire/fields";
import { cypressMatches } from "../support/cypress";
import { describePackages } from "../support/describe-packages";
import { packageFolder } from "../support/packages";
import { RuntimeScene } from "../support/runtime-scene";

const HOSTS = [
  "acme.com",
  "www.acme.com",
  "a.b.acme.com",
  "api.acme.com",
  "evilacme.com",
  "acme.com.evil.example",
  "other.example",
];

const served = (rules: readonly HostRule[], host: string) =>
  rules.some((rule) => rule.host !== undefined && matchesHost(rule.host, host));

/** Those that we serve and the tool does not, and the other way round, at the root of the host on port 443. */
function differing(rules: readonly HostRule[], matches: (url: string) => boolean): string[] {
  return HOSTS.filter((host) => served(rules, host) !== matches(`https://${host}/`));
}

describePackages("newman")("newman's list, beside postman-collection", () => {
  const postman = (pattern: string) => {
    const { UrlMatchPattern } = require(join(packageFolder("newman"), "node_modules/postman-collection"));
    return (url: string) => new UrlMatchPattern(pattern).test(url) as boolean;
  };

  const host = fc.constantFrom(
    "acme.com",
    "*.acme.com",
    "www.acme.com",
    "*.api.acme.com",
    "api.acme.com",
    "a*.acme.com",
    "*acme.com",
  );
  const pattern = fc
    .tuple(
      fc.constantFrom("https", "http", "https+http", "*"),
      host,
      fc.constantFrom("", ":443", ":*", ":8443"),
      fc.constantFrom("", "/", "/*", "/v1/*"),
    )
    .map(([protocol, name, port, path]) => `${protocol}://${name}${port}${path}`);

  test("the same hosts, but where a sentence says otherwise", () => {
    fc.assert(
      fc.property(pattern, (text) => {
        const rules = ofNewman(text);
        const told = rules.some(({ differences }) => differences.some((it) => /only|never|not declared/.test(it)));
        const differ = differing(rules, postman(text));
        expect([text, told ? [] : differ]).toEqual([text, []]);
        // Whatever is told, no host is lost.
        expect(HOSTS.filter((it) => postman(text)(`https://${it}/`) && !served(rules, it))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("*.acme.com is for acme.com as well, and so is the pattern; a port and a path are told", () => {
    expect(ofNewman("https://*.acme.com/*").map((it) => it.host)).toEqual(["{,*.}acme.com"]);
    expect(postman("https://*.acme.com/*")("https://acme.com/")).toBe(true);
    expect(ofNewman("https://acme.com:8443/v1/*")).toEqual([
      {
        host: "acme.com",
        differences: ["newman presents it only on port 8443 and below /v1/*; here it is for the whole host."],
      },
    ]);
    for (const text of ["<all_urls>", "https://*/*", "https://acme.com", "http://acme.com/*", "https://{{host}}/*"]) {
      expect([text, ofNewman(text)]).toEqual([text, [{ differences: expect.arrayContaining([expect.any(String)]) }]]);
    }
  });
});

test("Cypress' URLs, beside its own rule: the same hosts where nothing is told", () => {
  for (const url of ["https://acme.com", "https://*.acme.com", "https://{www,api}.acme.com/", "https://a*.acme.com"]) {
    const rules = ofCypress(url);
    expect([url, differing(rules, (asked) => cypressMatches(url, asked) === true)]).toEqual([url, []]);
    expect(rules[0]!.differences).toEqual([]);
  }
  expect(ofCypress("https://acme.com:8443/v1/*")[0]!.differences).toEqual([
    "Cypress presents it only on port 8443 and below /v1/*; here it is for the whole host.",
  ]);
  expect(ofCypress("https://acme.com/%ff")).toEqual([
    { host: "acme.com", differences: ["Cypress presents it only below /%ff; here it is for the whole host."] },
  ]);
  for (const url of ["*", "acme.com", "http://acme.com", "https://*.com"]) {
    expect([url, ofCypress(url).map(({ host }) => host)]).toEqual([url, [undefined]]);
  }
});

/** Restated: neither is exported, nor small. `run-single-request.js` of @usebruno/cli 4.1.0, and @usebruno/requests 0.20.0. */
const BRUNO = { "command line": "^https:\\/\\/", app: "^(https:\\/\\/|grpc:\\/\\/|grpcs:\\/\\/)?" };

test("Bruno's domains, beside the expressions that it makes of them: more than the host, which is told once for all", () => {
  for (const [where, beginning] of Object.entries(BRUNO)) {
    const bruno = (domain: string) => {
      const expression = beginning + domain.replaceAll(".", "\\.").replaceAll("*", ".*");
      return (url: string) => url.match(expression) !== null;
    };
    for (const domain of ["acme.com", "*.acme.com", "www.acme.com", "a*.acme.com", "https://acme.com"]) {
      const rules = ofBruno(domain);
      const told = where === "command line" && rules.some(({ differences }) => /never/.test(String(differences)));
      const differ = differing(rules, bruno(domain)).filter((host) => !host.endsWith("evil.example"));
      expect([where, domain, told ? [] : differ]).toEqual([where, domain, []]);
    }
    expect(bruno("acme.com")("https://acme.com.evil.example/")).toBe(true);
    expect(bruno("acme.com:443")("https://acme.com/")).toBe(false);
  }
  expect(served(ofBruno("acme.com"), "acme.com.evil.example")).toBe(false);
  expect(ofBruno("acme.com:443")[0]!.differences).toEqual([expect.stringContaining("only on port 443")]);
  for (const domain of ["*", "{{host}}", "", "*.com"]) {
    expect([domain, ofBruno(domain).map(({ host }) => host)]).toEqual([domain, [undefined]]);
  }
});

test("what is switched off in Bruno is told: one certificate, or all", () => {
  const certs = [
    { domain: "acme.com", certFilePath: "a.crt", keyFilePath: "a.key", disabled: true },
    { domain: "other.com", certFilePath: "b.crt", keyFilePath: "b.key", disabled: false },
  ];
  const { rule, certificates } = readBruno(
    { enabled: false, certs },
    new Place({ name: "x", code: "invalid-argument", fix: "" }),
  );
  expect(rule).toContainEqual(expect.stringContaining("enabled: false"));
  // The first in Bruno's file wins there, the last one here.
  expect(certificates.map(({ differences }) => differences)).toEqual([[], [expect.stringContaining("disabled: true")]]);
});

describe("Playwright's origins, beside Playwright", () => {
  let scene: RuntimeScene;
  beforeAll(async () => {
    scene = await RuntimeScene.create(["localhost"]);
  });
  afterAll(() => scene.stop());

  test("it presents for the very origin alone: neither for another port nor by a wildcard, and so it is told", async () => {
    const server = await scene.server({ rejectUnauthorized: false });
    const { certificate, privateKey } = await scene.authority.issue("playwright");
    const seen = async (origin: string): Promise<string> => {
      const pair = { origin, cert: Buffer.from(certificate), key: Buffer.from(privateKey) };
      const context = await request.newContext({ ignoreHTTPSErrors: true, clientCertificates: [pair] });
      const answer = await context.get(`https://localhost:${server.port}/`);
      const text = (await answer.text()).trim();
      await context.dispose();
      return text;
    };
    expect(await seen(`https://localhost:${server.port}`)).toBe("playwright");
    for (const origin of ["https://localhost", `https://local*:${server.port}`, `https://*:${server.port}`]) {
      expect([origin, await seen(origin)]).toEqual([origin, "no certificate"]);
    }
    expect(ofPlaywright("https://acme.com:8443/")).toEqual([
      { host: "acme.com", differences: ["Playwright presents it only on port 8443; here it is for the whole host."] },
    ]);
    expect(ofPlaywright("https://*.acme.com")).toMatchObject([
      { host: "*.acme.com", differences: [expect.stringContaining("never presents")] },
    ]);
    for (const origin of ["acme.com", "http://acme.com", "*"]) {
      expect(ofPlaywright(origin)).toEqual([{ differences: [expect.any(String)] }]);
    }
  });
});

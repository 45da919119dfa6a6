import { ClientCertificate, type ClientCertificateProps, ClientCertificateRegistry } from "cdktf-client-certificates";
import { setupJest } from "cdktf-client-certificates/testing";
import { Authority, days, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

let issued: Issued;
let expiring: Issued;

beforeAll(async () => {
  setupJest();
  const authority = await Authority.create("Testing CA");
  issued = await authority.issue("check");
  expiring = await authority.issue("expiring", { notAfter: days(3) });
});

type Declared = Pick<ClientCertificateProps, "host"> & Partial<ClientCertificateProps>;

function declare(declared: Record<string, Declared>, files = issued) {
  const app = new TestApp();
  const stack = app.stack();
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  const pair = app.pair("check", files);
  const certificates = Object.entries(declared).map(
    ([id, props]) => new ClientCertificate(stack, id, { registry, ...pair, ...props }),
  );
  return { app: app.app, stack, certificates };
}

const message = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the assertion passed");
};

const overlapping = { Wide: { host: "*.acme.com" }, Full: { host: "www.acme.com" } };

test("toResolve: by the end of the path, the whole path or the construct; for a URL or a host; of stack or app", () => {
  const { app, stack, certificates } = declare(overlapping);
  expect(stack).toResolve("https://www.acme.com/health", { to: "Full" });
  expect(stack).toResolve("api.acme.com", { to: "shop/Wide" });
  expect(app).toResolve("api.acme.com", { to: certificates[0] });
  expect(stack).toResolve("api.acme.com");
  expect(stack).not.toResolve("acme.com");
  expect(stack).not.toResolve("www.acme.com", { to: "Wide" });
  expect(stack).not.toResolve("www.acme.com", { to: "ull" });
});

test("toResolve says who wins instead, and why", () => {
  const { stack } = declare(overlapping);
  expect(message(() => expect(stack).toResolve("www.acme.com", { to: "Wide" }))).toBe(
    [
      "expected www.acme.com to get the certificate of Wide",
      "it gets that of shop/Full (www.acme.com)",
      "",
      "  1. shop/Full (www.acme.com): names the host in full; wins over shop/Wide: a full host name goes before a wildcard",
      "  2. shop/Wide (*.acme.com): matches by the wildcard *.acme.com; loses to shop/Full: a full host name goes before a wildcard",
    ].join("\n"),
  );
  expect(message(() => expect(stack).not.toResolve("www.acme.com"))).toContain(
    "expected www.acme.com not to get a certificate",
  );
  expect(message(() => expect(declare({}).stack).toResolve("www.acme.com"))).toContain("no certificate is declared");
});

test("with several registries one must be named", () => {
  const { stack } = declare({ Acme: { host: "acme.com" } });
  const registry = ClientCertificateRegistry.fromName(stack, "Other", "others");
  const app = new TestApp();
  new ClientCertificate(stack, "Else", { registry, host: "acme.com", ...app.pair("else", issued) });
  expect(() => expect(stack).toResolve("acme.com", { to: "Acme" })).toThrow(
    'say which, { registry: "client-certificates" } or one of others',
  );
  expect(stack).toResolve("acme.com", { to: "Else", registry: "others" });
});

test("toHaveNoFindings: of a stack, an app or a certificate, but for what is acknowledged", () => {
  const { app, stack, certificates } = declare({ Acme: { host: "acme.com" } });
  expect(stack).toHaveNoFindings();
  expect(app).toHaveNoFindings();
  expect(certificates[0]).toHaveNoFindings();
  const acknowledge = [{ code: "expires-soon", reason: "renewed on Monday" }] as const;
  expect(declare({ Acme: { host: "acme.com", acknowledge } }, expiring).stack).toHaveNoFindings();
});

test("toHaveNoFindings lists each with its construct, file, code and fix", () => {
  const { stack, certificates } = declare({ Acme: { host: "*.com" }, Fine: { host: "fine.test" } });
  expect(stack).not.toHaveNoFindings();
  expect(certificates[1]).toHaveNoFindings();
  expect(message(() => expect(stack).toHaveNoFindings())).toMatch(
    /^expected no findings for the 2 certificates of shop; there are\n\n\[shop\/Acme\] \*\.com: host-too-broad: .*\n {4}Fix: /,
  );
  expect(message(() => expect(certificates[1]).not.toHaveNoFindings())).toContain("there is none");
});

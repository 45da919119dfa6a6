import type { CertificateRow } from "../../src/inventory/certificate-row";
import { compareInventories } from "../../src/inventory/changes";
import { changesToMarkdown } from "../../src/inventory/changes-markdown";
import { makeInventory } from "../../src/inventory/inventory";
import { rowFor } from "../support/inventories";

const compare = (before: CertificateRow[], after: CertificateRow[]) =>
  compareInventories(makeInventory("r", before), makeInventory("r", after));

const wide = rowFor({ host: "*.acme.com", declaration: "shop/Wide" });
const full = rowFor({ host: "www.acme.com", declaration: "shop/Full", order: 1 });
const narrow = rowFor({ host: "*.api.acme.com", declaration: "shop/Narrow", order: 2 });

const hosts = (changes: ReturnType<typeof compare>) =>
  changes.hosts.map(({ pattern, before, after }) => [pattern, before?.declaration, after?.declaration]);

test("the same inventory has no changes", () => {
  const changes = compare([wide, full], [full, wide]);
  expect(changes).toEqual({ added: [], removed: [], renewed: [], changed: [], hosts: [] });
  expect(changesToMarkdown(changes)).toBe("## Client certificates\n\nNo certificate changes.\n");
});

test("a removal leaves its hosts with another certificate, or with none, which is said in bold", () => {
  const changes = compare([wide, full], [wide]);
  expect(changes.removed).toMatchObject([{ declaration: "shop/Full", leaves: "another" }]);
  expect(hosts(changes)).toEqual([["www.acme.com", "shop/Full", "shop/Wide"]]);

  const last = changesToMarkdown(compare([wide, full], [full]));
  expect(last).toContain("- **`*.acme.com` (shop/Wide): checks for these hosts will fail.**");
  expect(last).toContain("| `*.acme.com` | `example.acme.com` | shop/Wide (`*.acme.com`) | **none** |");
});

test("a renewal shows dates and fingerprints before and after, and moves no host", () => {
  const renewed = {
    ...full,
    fingerprint256: "CC:DD",
    notBefore: "2027-01-01T00:00:00Z",
    notAfter: "2028-01-01T00:00:00Z",
  };
  const changes = compare([wide, full], [wide, renewed]);
  expect(changes.renewed).toEqual([
    { before: expect.objectContaining(full), after: expect.objectContaining({ ...renewed, order: 1 }) },
  ]);
  expect(changes.hosts).toEqual([]);
  const markdown = changesToMarkdown(changes);
  expect(markdown).toContain("2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z | EC P-256 | `AA:BB:www.acme.com`");
  expect(markdown).toContain("2027-01-01T00:00:00Z to 2028-01-01T00:00:00Z | EC P-256 | `CC:DD`");
});

test("what is added now is newer than what was there, wherever it stands in the code", () => {
  const early = { ...narrow, order: 0 };
  expect(hosts(compare([{ ...wide, order: 1 }], [early, { ...wide, order: 1 }]))).toEqual([
    ["*.api.acme.com", "shop/Wide", "shop/Narrow"],
  ]);
});

test("where two patterns overlap in part, the hosts of both are looked at", () => {
  const start = rowFor({ host: "a*.acme.com", declaration: "shop/Start" });
  const end = rowFor({ host: "*z.acme.com", declaration: "shop/End", order: 1 });
  expect(hosts(compare([start], [start, end]))).toEqual([
    ["*z.acme.com", undefined, "shop/End"],
    ["*z.acme.com and a*.acme.com", "shop/Start", "shop/End"],
  ]);
});

test("the same certificate under another name changes no host; another host for it is an addition and a removal", () => {
  const renamed = compare([wide], [{ ...wide, declaration: "shop/Renamed" }]);
  expect([renamed.hosts, renamed.removed[0]!.leaves]).toEqual([[], "same"]);
  expect(changesToMarkdown(renamed)).toContain("(shop/Wide): checks for these hosts present what they did before.**");
  const moved = compare([wide], [{ ...wide, host: "*.acme.org" }]);
  expect([moved.added.length, moved.removed.length, moved.renewed.length]).toEqual([1, 1, 0]);
});

test("a passphrase, an authority or a date that is declared otherwise is shown", () => {
  const after = {
    ...wide,
    passphrase: "variable acme_passphrase",
    addedAt: "2026-02-03T00:00:00Z",
    certificateAuthorities: ["CN=A|B"],
  };
  expect(changesToMarkdown(compare([wide], [after]))).toContain(
    [
      "- `*.acme.com` (shop/Wide): the server is verified by: it was the usual roots, is CN=A\\|B",
      "- `*.acme.com` (shop/Wide): the passphrase comes from: it was none, is variable acme_passphrase",
      "- `*.acme.com` (shop/Wide): added at: it was not given, is 2026-02-03T00:00:00Z",
    ].join("\n"),
  );
});

test("two thousand certificates are compared within half a minute, on a busy machine, too", () => {
  const many = Array.from({ length: 2_000 }, (_, i) =>
    rowFor({ host: i % 2 ? `*.t${i}.example.com` : `www.t${i + 1}.example.com`, declaration: `D${i}`, order: i }),
  );
  const started = performance.now();
  const changes = compare(many, many.slice(0, 1_999));
  expect(changes.removed).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(30_000);
}, 60_000);

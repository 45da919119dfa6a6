import type { CertificateRow } from "../../src/inventory/certificate-row";
import { compareInventories } from "../../src/inventory/changes";
import { changesToMarkdown as toMarkdown } from "../../src/inventory/changes-markdown";
import { makeInventory } from "../../src/inventory/inventory";
import { rowFor } from "../support/inventories";

const NOW = new Date("2026-06-01T00:00:00Z");
const changesToMarkdown = (changes: ReturnType<typeof compareInventories>) => toMarkdown(changes, NOW);

const compare = (before: CertificateRow[], after: CertificateRow[]) =>
  compareInventories(makeInventory("r", before), makeInventory("r", after));

const wide = rowFor({ host: "*.acme.com", declaration: "shop/Wide" });
const full = rowFor({ host: "www.acme.com", declaration: "shop/Full", order: 1 });
const narrow = rowFor({ host: "*.api.acme.com", declaration: "shop/Narrow", order: 2 });

const hosts = (changes: ReturnType<typeof compare>) =>
  changes.hosts.map(({ pattern, before, after }) => [pattern, before?.declaration, after?.declaration]);

test("the same inventory has no changes", () => {
  const changes = compare([wide, full], [full, wide]);
  expect(changes).toEqual({ added: [], removed: [], renewed: [], moved: [], changed: [], hosts: [] });
  expect(changesToMarkdown(changes)).toBe("## Client certificates\n\nNo certificate changes.\n");
});

test("a removal leaves its hosts with another certificate, or with none, which is said in bold", () => {
  const changes = compare([wide, full], [wide]);
  expect(changes.removed).toMatchObject([{ declaration: "shop/Full", leaves: "another" }]);
  expect(hosts(changes)).toEqual([["www.acme.com", "shop/Full", "shop/Wide"]]);

  const last = changesToMarkdown(compare([wide, full], [full]));
  expect(last).toContain("- **`*.acme.com` (`shop/Wide`): checks for these hosts will fail**");
  // Said once.
  expect(last).not.toContain("Hosts that get another certificate");
});

const renewed = {
  ...full,
  fingerprint256: "CC:DD",
  notBefore: "2027-01-01T00:00:00Z",
  notAfter: "2028-01-01T00:00:00Z",
};

test("a plain renewal says that nothing else changes, and how much longer it lasts", () => {
  const changes = compare([wide, full], [wide, renewed]);
  expect(changes.renewed).toMatchObject([{ before: full, after: { ...renewed, order: 1 }, differences: [] }]);
  expect(changes.hosts).toEqual([]);
  const markdown = changesToMarkdown(changes);
  expect(markdown).toContain(
    "1 renewed.\n\n### Renewed\n\n- `www.acme.com` (`shop/Full`): same subject, same issuer, 365 days longer\n",
  );
  expect(markdown).toContain("valid until `2028-01-01T00:00:00Z`, SHA-256 `CC:DD`");
});

test("many plain renewals that say the same are told in one breath, one with something to say apart", () => {
  const before = Array.from({ length: 12 }, (_, i) => rowFor({ host: `h${i}.acme.com`, declaration: `shop/H${i}` }));
  const after = before.map((row) => ({ ...renewed, ...row, ...dates("2028-01-01T00:00:00Z", row.host) }));
  after[3] = { ...after[3]!, ...dates("2026-06-20T00:00:00Z", "x"), notBefore: "2026-01-02T00:00:00Z" };
  const markdown = changesToMarkdown(
    compare(before.with(3, { ...before[3]!, notAfter: "2026-06-10T00:00:00Z" }), after),
  );
  expect(markdown).toMatch(
    /### Renewed\n\n- `h3.acme.com` \(`shop\/H3`\): same subject, same issuer, 10 days longer\n {2}- expires in 19 days\n/,
  );
  expect(markdown).toContain(
    "- 11 certificates: same subject, same issuer, 365 days longer\n  - `h0.acme.com` (`shop/H0`)\n  - `h1",
  );
});

const dates = (notAfter: string, fingerprint256: string) => ({
  notBefore: "2026-05-31T00:00:00Z",
  notAfter,
  fingerprint256,
});

test("a replacement by another authority, with another subject and less time, is told in words, the worst first", () => {
  const evil = {
    ...renewed,
    issuer: "CN=Other CA",
    subject: "CN=other",
    notAfter: "2026-08-20T00:00:00Z",
    notBefore: "2026-05-20T00:00:00Z",
  };
  const changes = compare([wide, full], [wide, evil]);
  expect(changes.renewed[0]!.differences.map(({ kind }) => kind)).toEqual(["issuer", "subject", "shorter"]);
  const markdown = changesToMarkdown(changes);
  expect(markdown).toContain(
    "1 renewed. What is renewed differs in more than the dates.\n\n### Renewed, but not alike\n\n",
  );
  expect(markdown).toContain(
    [
      "- **`www.acme.com` (`shop/Full`): another issuer: `CN=Other CA`, before `CN=Acme CA`**",
      "  - another subject: `CN=other`, before `CN=www.acme.com, O=Acme`",
      "  - ends 134 days earlier: `2026-08-20`, before `2027-01-01`",
    ].join("\n"),
  );
});

test.each([
  ["a weaker key", { key: "RSA 2048" }, "key-weaker"],
  ["a smaller RSA key", { key: "RSA 1024" }, "key-weaker"],
  ["the key of before", { publicKey: "0123456789abcdef" }, "key-reused"],
  ["a shorter chain", { chainLength: 0 }, "chain-shorter"],
  ["a life of less than three quarters", { notBefore: "2027-06-01T00:00:00Z" }, "shorter"],
  ["an earlier issue", { notBefore: "2025-01-01T00:00:00Z" }, "not-newer"],
])("%s is told", (_, change, kind) => {
  const before = { ...full, publicKey: "0123456789abcdef" };
  const changes = compare([before], [{ ...renewed, ...change }]);
  expect(changes.renewed[0]!.differences.map((it) => it.kind)).toEqual([kind]);
});

test.each([
  ["a stronger key", { key: "EC P-384" }],
  ["a key of another kind, as strong", { key: "Ed25519" }],
  ["another key", { publicKey: "fedcba9876543210" }],
  ["a key that only one inventory knows", { publicKey: undefined }],
  ["a longer chain", { chainLength: 3 }],
])("%s is no reason to look twice", (_, change) => {
  const changes = compare([{ ...full, publicKey: "0123456789abcdef" }], [{ ...renewed, ...change }]);
  expect(changes.renewed[0]!.differences).toEqual([]);
});

test("an added certificate that has expired, or ends soon, is told as of the given moment", () => {
  const added = changesToMarkdown(
    compare(
      [],
      [
        { ...full, notAfter: "2026-06-11T00:00:00Z" },
        { ...wide, notAfter: "2026-05-01T00:00:00Z" },
      ],
    ),
  );
  expect(added).toContain("- **`www.acme.com` (`shop/Full`): expires in 10 days**");
  expect(added).toContain("- **`*.acme.com` (`shop/Wide`): expired 31 days ago**");
  expect(added).not.toContain("Hosts that get another certificate");
});

test("of a changed host, that the old one has none is told, and the new one only once", () => {
  const told = changesToMarkdown(compare([full], [{ ...full, host: "pay.acme.com" }]));
  expect(told).toMatch(
    /### Hosts that get another certificate, or none\n\n- \*\*`www\.acme\.com`: none, before `shop\/Full` \(`www\.acme\.com`\)\*\*\n$/,
  );
});

test("an added certificate that takes hosts from another is told as such", () => {
  expect(changesToMarkdown(compare([wide], [wide, full]))).toContain(
    "### Hosts that get another certificate, or none\n\n- `www.acme.com`: `shop/Full` (`www.acme.com`), before `shop/Wide` (`*.acme.com`)",
  );
});

test("a removal of a pattern for which no host is known is not said to be harmless", () => {
  const strange = rowFor({ host: "!(www).acme.com", declaration: "shop/Strange" });
  expect(compare([strange], []).removed).toMatchObject([{ leaves: "unknown" }]);
  expect(changesToMarkdown(compare([strange], []))).toContain(
    "**`!(www).acme.com` (`shop/Strange`): what checks for these hosts present is not known",
  );
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

test("the same certificate under another name, and the same declaration for another host, are told as such", () => {
  const renamed = compare([wide], [{ ...wide, declaration: "shop/Renamed" }]);
  expect(renamed).toMatchObject({ added: [], removed: [], hosts: [], moved: [{ what: "declaration" }] });
  expect(changesToMarkdown(renamed)).toContain(
    "1 renamed.\n\n### Renamed\n\n- `*.acme.com`: `shop/Renamed`, before `shop/Wide` (same certificate)",
  );
  const moved = compare([wide], [{ ...wide, host: "*.acme.org" }]);
  expect(moved).toMatchObject({ added: [], removed: [], moved: [{ what: "host", differences: [] }] });
  const markdown = changesToMarkdown(moved);
  expect(markdown).toContain("- **`shop/Wide`: `*.acme.org`, before `*.acme.com` (same certificate)**");
  expect(markdown).toContain(
    "- **`*.acme.com`, for example `example.acme.com`: none, before `shop/Wide` (`*.acme.com`)**",
  );
  const both = compare([wide], [{ ...wide, host: "*.acme.org", fingerprint256: "CC", issuer: "CN=Other" }]);
  expect(changesToMarkdown(both)).toMatch(/\(another certificate\)\*\*\n {2}- another issuer: `CN=Other`/);
});

test("a declaration that was renamed is told as such, although it was renewed, too, or has another host", () => {
  const renewed = { ...wide, declaration: "shop/Renamed", fingerprint256: "CC", notAfter: "2027-01-11T00:00:00Z" };
  const both = compare([wide], [renewed]);
  expect(both).toMatchObject({ added: [], removed: [], moved: [{ what: "declaration" }] });
  const markdown = changesToMarkdown(both);
  expect(markdown).toContain(
    "- `*.acme.com`: `shop/Renamed`, before `shop/Wide` (another certificate)\n  - same subject, same issuer, 10 days longer",
  );
  expect(markdown).not.toContain("### Hosts that get another");
  expect(changesToMarkdown(compare([wide], [{ ...renewed, issuer: "CN=Other" }]))).toContain(
    "- **`*.acme.com`: `shop/Renamed`",
  );
  const elsewhere = compare([wide], [{ ...wide, declaration: "shop/Renamed", host: "*.acme.org" }]);
  expect(changesToMarkdown(elsewhere)).toContain(
    "- **`shop/Renamed`: `*.acme.org`, before `*.acme.com` under `shop/Wide` (same certificate)**",
  );
});

test("two declarations that exchange their names change no host", () => {
  const exchanged = [
    { ...wide, declaration: full.declaration },
    { ...full, declaration: wide.declaration },
  ];
  const changes = compare([wide, full], exchanged);
  expect(changes).toMatchObject({ hosts: [], moved: [{ what: "declaration" }, { what: "declaration" }] });
});

test("where nothing but the order changes, the summary says whose certificates change", () => {
  const other = rowFor({ host: "*.{acme,example}.com", declaration: "shop/Other" });
  const changes = compare([wide, { ...other, order: 1 }], [{ ...wide, order: 1 }, other]);
  expect(changesToMarkdown(changes)).toContain("\n2 hosts get another certificate, or none.\n");
});

test("the order of the authorities is no change, and what a renewal says of its chain is said once", () => {
  const two = { ...wide, certificateAuthorities: ["CN=a", "CN=b"], chainLength: 3 };
  expect(compare([two], [{ ...two, certificateAuthorities: ["CN=b", "CN=a"] }]).changed).toEqual([]);
  const renewed = compare([two], [{ ...two, fingerprint256: "CC", chainLength: 1 }]);
  expect(renewed).toMatchObject({ changed: [], renewed: [{ differences: [{ kind: "chain-shorter" }] }] });
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
      "- **`*.acme.com` (`shop/Wide`)**",
      "  - the server is verified by: `CN=A|B`, before the usual roots",
      "  - the passphrase comes from: `variable acme_passphrase`, before `none`",
      "  - added at: `2026-02-03T00:00:00Z`, before not given",
    ].join("\n"),
  );
});

describe("warnings", () => {
  const open = [{ code: "is-ca" }];
  const known = [{ code: "is-ca", acknowledged: "their server accepts it" }];

  test.each<[string, CertificateRow["warnings"], CertificateRow["warnings"], string, string]>([
    ["new", [], open, "**", "new warning: `is-ca`"],
    [
      "acknowledged",
      open,
      known,
      "**",
      "a warning was acknowledged: `is-ca`, for the reason `their server accepts it`",
    ],
    ["new and acknowledged at once", [], known, "**", "a warning was acknowledged: `is-ca`, for the reason"],
    ["open again", known, open, "**", "acknowledgement withdrawn: `is-ca`; the warning is open again"],
    ["no longer acknowledged, nor there", known, [], "", "acknowledgement withdrawn: `is-ca`\n"],
    ["gone", open, [], "", "warning gone: `is-ca`"],
  ])("of the same certificate, one that is %s is told", (_, before, after, mark, said) => {
    const changes = compare([{ ...full, warnings: before }], [{ ...full, warnings: after }]);
    expect(changes).toMatchObject({ renewed: [], changed: [{ fields: [] }] });
    expect(changesToMarkdown(changes)).toContain(`- ${mark}\`www.acme.com\` (\`shop/Full\`)${mark}\n  - ${said}`);
  });

  test("of a renewal they come last; one that is gone is no reason to look twice", () => {
    const [before, after] = [
      { ...full, warnings: open },
      { ...renewed, issuer: "CN=Other", warnings: known },
    ];
    expect(compare([before], [after])).toMatchObject({ changed: [] });
    expect(compare([before], [after]).renewed[0]!.differences.map(({ kind }) => kind)).toEqual([
      "issuer",
      "warning-acknowledged",
    ]);
    expect(changesToMarkdown(compare([before], [{ ...renewed, warnings: [] }]))).toContain(
      "### Renewed\n\n- `www.acme.com` (`shop/Full`): same subject, same issuer, 365 days longer\n  - warning gone: `is-ca`",
    );
  });

  test("of an added certificate each is told, in bold", () => {
    const added = changesToMarkdown(
      compare([], [{ ...full, warnings: [...open, { code: "x", acknowledged: "why" }] }]),
    );
    expect(added).toContain(
      "- **`www.acme.com` (`shop/Full`): warning: `is-ca`**\n  - warning: `x (acknowledged: why)`",
    );
  });

  test("of an inventory that knows of none, nothing is said", () => {
    expect(compare([full], [{ ...full, warnings: open }]).changed).toEqual([]);
    expect(compare([{ ...full, warnings: open }], [renewed]).renewed[0]!.differences).toEqual([]);
  });
});

test("of two thousand certificates the one that is gone is found", () => {
  const many = Array.from({ length: 2_000 }, (_, i) =>
    rowFor({ host: i % 2 ? `*.t${i}.example.com` : `www.t${i + 1}.example.com`, declaration: `D${i}`, order: i }),
  );
  expect(compare(many, many.slice(0, 1_999)).removed).toMatchObject([{ declaration: "D1999" }]);
}, 60_000);

import fc from "fast-check";
import { makeInventory } from "../../src/inventory/inventory";
import { toMarkdown } from "../../src/inventory/markdown";
import { readMarkdown } from "../../src/inventory/read-markdown";
import { rowFor } from "../support/inventories";

const acme = rowFor({ host: "*.acme.com", declaration: "shop/Acme", order: 0 });
const api = rowFor({
  host: "*.api.acme.com",
  declaration: "shop/Api",
  order: 1,
  certificateAuthorities: ["CN=A", "CN=B"],
});

const inventoryOf = (...rows: (typeof acme)[]) => toMarkdown(makeInventory("r", rows));

test("has the columns that matter first, every other fact folded, then who wins where they overlap", () => {
  expect(toMarkdown(makeInventory("client-certificates", [acme, api]))).toBe(`# Client certificates: client-certificates

Written by cdktf-client-certificates; do not edit. In the order in which the certificates were added: of two
wildcards that match a host the later row wins; a full host name goes before every wildcard.

| Host | Ends on | Subject | Issuer | Declared by |
| --- | --- | --- | --- | --- |
| \`*.acme.com\` | 2027-01-01 | CN=\\*.acme.com, O=Acme | CN=Acme CA | shop/Acme |
| \`*.api.acme.com\` | 2027-01-01 | CN=\\*.api.acme.com, O=Acme | CN=Acme CA | shop/Api |

<details>
<summary>Keys, times, chains, authorities, passphrases and fingerprints</summary>

| Host | Key | Valid from | Valid until | Certificates in the chain | Server verified by | Passphrase | Added | Serial number | SHA-256 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| \`*.acme.com\` | EC P-256 | 2026-01-01T00:00:00Z | 2027-01-01T00:00:00Z | 1 | usual roots | none | first deployment | 01AB | \`AA:BB:*.acme.com\` |
| \`*.api.acme.com\` | EC P-256 | 2026-01-01T00:00:00Z | 2027-01-01T00:00:00Z | 1 | CN=A<br>CN=B | none | first deployment | 01AB | \`AA:BB:*.api.acme.com\` |

</details>

## Overlaps

- for \\*.api.acme.com, whichever of shop/Api (\\*.api.acme.com) and shop/Acme (\\*.acme.com) is first deployed later wins, within one apply the one declared later (shop/Api); addedAt on both settles it in the code
`);
});

test("is the same in whatever order the rows are found", () => {
  const dated = rowFor({ host: "old.test", addedAt: "2020-01-01T00:00:00Z" });
  const markdown = toMarkdown(makeInventory("r", [dated, acme, api]));
  expect(toMarkdown(makeInventory("r", [api, dated, acme]))).toBe(markdown);
  expect(markdown.indexOf("old.test")).toBeLessThan(markdown.indexOf("acme.com"));
});

test("what is written can be read again, whatever a subject says", () => {
  const strange = fc.stringMatching(/^[\w|\\`*<>[\]&~$#;,=@./ é-]{0,30}$/).map((it) => it.trim());
  fc.assert(
    fc.property(
      strange,
      strange,
      fc.array(strange.filter(Boolean), { maxLength: 3 }),
      (subject, issuer, authorities) => {
        const rows = [{ ...acme, subject, issuer, certificateAuthorities: authorities }, api];
        const inventory = makeInventory("r", rows);
        expect(readMarkdown(toMarkdown(inventory), "inventory.md")).toEqual(inventory);
      },
    ),
    { numRuns: 300 },
  );
});

test("the public key is in the table where it is known, so that a key that is used again is seen", () => {
  const inventory = makeInventory("r", [{ ...acme, publicKey: "0123456789abcdef" }, api]);
  const markdown = toMarkdown(inventory);
  expect(markdown).toContain("| SHA-256 | Public key |");
  expect(readMarkdown(markdown, "inventory.md")).toEqual(inventory);
});

test("warnings, and the reasons of those that are acknowledged, are in the table where they are known", () => {
  const warnings = [{ code: "chain-incomplete" }, { code: "is-ca", acknowledged: "their <b> | server (old)" }];
  const inventory = makeInventory("r", [
    { ...acme, warnings },
    { ...api, warnings: [] },
  ]);
  const markdown = toMarkdown(inventory);
  expect(markdown).toContain("| Passphrase | Warnings |");
  expect(markdown).toContain(
    "\n## Warnings\n\n- `*.acme.com` (shop/Acme): chain-incomplete\n- `*.acme.com` (shop/Acme): is-ca (ack",
  );
  expect(markdown).toContain("| none | chain-incomplete<br>is-ca (acknowledged: their \\<b\\> \\| server (old)) |");
  expect(markdown).toContain("| none | none | first deployment |");
  expect(readMarkdown(markdown, "inventory.md")).toEqual(inventory);
});

test("a host with alternatives keeps its pipes in the table", () => {
  const inventory = makeInventory("r", [rowFor({ host: "+(a|b).acme.com" })]);
  expect(readMarkdown(toMarkdown(inventory), "inventory.md").certificates[0]!.host).toBe("+(a|b).acme.com");
});

test.each([
  [
    "another file",
    "# Changelog\n",
    'README.md is no inventory that this release wrote: it does not begin with "# Client certificates:"',
  ],
  [
    "a table without a column",
    "# Client certificates: r\n| Host |\n| --- |\n| `a` |\n",
    'its tables have no column "Ends on"',
  ],
  ["a table with a row less", inventoryOf(acme, api).replace(/\n\| `\*\.api.*/, ""), "its tables have 1 and 2 rows"],
  [
    "a table whose rows are in another order",
    inventoryOf(acme, api).replace(/(\n\| `\*\.acme.*)(\n\| `\*\.api.*)/, "$2$1"),
    "row 1 of its tables is of two hosts",
  ],
])("%s is refused, with what to do", (_, markdown, message) => {
  expect(() => readMarkdown(markdown, "README.md")).toThrow(message);
  expect(() => readMarkdown(markdown, "README.md")).toThrow('"client-certificates inventory --format markdown"');
});

// Whatever a certificate, a file or a registry says, a report is text: nothing in it moves a cursor, turns the direction
// of writing, makes a link, or ends a cell.
import fc from "fast-check";
import { changesToText } from "../../src/cli/changes-text";
import { checkReport } from "../../src/cli/check-report";
import { toTable } from "../../src/cli/inventory-table";
import { junit, probeReport } from "../../src/cli/probe-report";
import { resolveReport } from "../../src/cli/resolve-report";
import { plain, shown } from "../../src/cli/terminal";
import { ClientCertificateError } from "../../src/errors";
import { finding, formatFinding } from "../../src/finding";
import type { CertificateRow } from "../../src/inventory/certificate-row";
import { compareInventories } from "../../src/inventory/changes";
import { changesToMarkdown } from "../../src/inventory/changes-markdown";
import { toCsv } from "../../src/inventory/csv";
import { toHtml } from "../../src/inventory/html";
import { toICalendar } from "../../src/inventory/icalendar";
import { makeInventory } from "../../src/inventory/inventory";
import { readJson, toJson } from "../../src/inventory/json";
import { toMarkdown } from "../../src/inventory/markdown";
import { cellsOf, code, md, tableLine, uncode, unescapeMarkdown } from "../../src/inventory/markdown-text";
import { toPrometheus } from "../../src/inventory/prometheus";
import { readMarkdown } from "../../src/inventory/read-markdown";
import { printable } from "../../src/printable";
import { rowFor } from "../support/inventories";
import { registrationFor } from "../support/registrations";

const SIGNS = [
  "\u001b[31m",
  "\u009b31m",
  "\u202e",
  "\u2066",
  "\u061c",
  "\u200b",
  "\u2028",
  "\u0085",
  "\0",
  "\n",
  "\r",
  "\t",
  "\u00ad",
  "\u{e0041}",
  "\ufe0f",
  "\u3164",
  "\ud800",
  "\uffff",
  "`",
  "``",
  "|",
  "\\",
  "\\|",
  "<br>",
  "</script>",
  "<!--",
  "[x](https://evil.test)",
  "https://evil.test",
  "www.evil.test",
  "@team",
  "#1",
  "*",
  "_",
  " ",
  "- ",
  "{}",
  '"',
];
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...SIGNS), fc.string({ unit: "binary", maxLength: 3 }), fc.string({ maxLength: 3 })),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** Without characters of two units: a report shows the first ten units of a date. */
const bmp = text.map((it) => it.replace(/[\ud800-\udfff]/g, ""));

/** Everything that is not seen or acts on what is around it, but for the line ends of the report itself. */
const ACTS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const acts = (report: string) => ACTS.test(report.replace(/\r?\n/g, ""));

const row = fc
  .record({
    host: text,
    declaration: text,
    subject: text,
    issuer: text,
    passphrase: text,
    key: text,
    serialNumber: text,
    fingerprint256: text,
    addedAt: text,
    notAfter: bmp,
    notBefore: bmp,
    certificateAuthorities: fc.array(
      text.filter((it) => it !== ""),
      { maxLength: 2 },
    ),
    warnings: fc.array(
      fc.record({ code: fc.constantFrom("is-ca", "no-client-auth"), acknowledged: text.filter((it) => it !== "") }),
      { maxLength: 2 },
    ),
  })
  .map((fields) => ({ ...rowFor({ host: "x.test" }), ...fields }));

const property = (holds: (a: CertificateRow, b: CertificateRow) => void) =>
  fc.assert(fc.property(row, row, holds), { numRuns: 300 });

test("no report of an inventory has a character that acts, in any format", () => {
  property((a, b) => {
    const [before, after] = [
      makeInventory(a.declaration, [a]),
      makeInventory(a.declaration, [{ ...a, subject: b.subject, fingerprint256: "AA" }, b]),
    ];
    const taken = { at: "2026-01-01T00:00:00Z", from: a.issuer };
    const reports = [
      toMarkdown(after),
      toJson(after),
      toHtml(after, taken).replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, ""),
      toCsv(after.certificates),
      toPrometheus(after),
      toICalendar(
        { ...after, certificates: after.certificates.map((it) => ({ ...it, notAfter: taken.at })) },
        new Date(),
      ),
      toTable(after, { now: new Date(), width: 80, paint: plain }),
      changesToMarkdown(compareInventories(before, after), new Date()),
      changesToText(compareInventories(before, after), new Date(), plain),
    ];
    expect(reports.map(acts)).toEqual(reports.map(() => false));
  });
});

test("whatever is printed, nothing but our own styles acts on a terminal", () => {
  fc.assert(
    fc.property(text, (it) => {
      const report = shown(`\u001b[31m${it}\u001b[0m\n${it}`);
      expect(acts(report.replaceAll("\u001b[31m", "").replaceAll("\u001b[0m", ""))).toBe(false);
    }),
  );
  expect(shown("\u001b[1mA\u001b[0m\n\u001b[2J\u001b[8mB")).toBe("\u001b[1mA\u001b[0m\n\\u001b[2J\\u001b[8mB");
});

test("a page's data ends no element", () => {
  property((a) => {
    const html = toHtml(makeInventory(a.subject, [a]), { at: "2026-01-01T00:00:00Z", from: a.issuer });
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(JSON.parse(/id="inventory">(.*?)<\/script>/s.exec(html)![1]!).certificates[0].subject).toBe(
      makeInventory("", [a]).certificates[0]!.subject,
    );
  });
});

test("an inventory is read from Markdown and from JSON as it was written, whatever it says", () => {
  property((a, b) => {
    const { notBefore, notAfter } = rowFor({ host: "x.test" });
    // What a declaration is called and a host are no empty texts, and moments are dates.
    const rows = [a, b].map((it, order) => ({
      ...it,
      host: `h${printable(it.host).replace(/[{}]/g, "").slice(0, 100)}`,
      declaration: `d${it.declaration}`,
      order,
      addedAt: "2026-01-01T00:00:00Z",
      notBefore,
      notAfter,
    }));
    const inventory = makeInventory(a.subject, rows);
    const renumbered = { ...inventory, certificates: inventory.certificates.map((it, order) => ({ ...it, order })) };
    expect(readJson(JSON.parse(toJson(inventory)), "x.json").certificates).toEqual(inventory.certificates);
    expect(readMarkdown(toMarkdown(inventory), "x.md").certificates).toEqual(renumbered.certificates);
  });
});

test("a cell of a table holds its text, as code and as text", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [one, other] = [a, b].map((it) => it.replace(/[\p{Cc}]/gu, "")) as [string, string];
      const line = tableLine([code(one), other, md`${code(one)} and ${other}`]);
      const cells = cellsOf(line);
      expect(cells).toHaveLength(3);
      expect([uncode(cells[0]!), unescapeMarkdown(cells[1]!)]).toEqual([one, other]);
    }),
    { numRuns: 1_000 },
  );
});

test("no finding, no error and no report of a certificate has such a character", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const found = finding("expired", a, b, a);
      const registration = { ...registrationFor({ host: a }), declaration: b, subject: a };
      const server = { subject: a, issuer: b, notAfter: "", trusted: false, protocol: a, cipher: b };
      const probed = { url: a, ok: false, verdict: b, server, authorities: [a, b] };
      const considered = [{ rank: 1, host: a, declaration: b, fingerprint256: a, reason: b }];
      const reports = [
        formatFinding(found),
        checkReport({ ok: false, findings: [found] }, new Date(), plain),
        probeReport([probed], plain),
        junit([probed]),
        resolveReport({ host: a, certificate: registration, considered } as never, plain),
        new ClientCertificateError("invalid-host", a).message,
      ];
      expect(reports.map(acts)).toEqual(reports.map(() => false));
    }),
    { numRuns: 300 },
  );
});

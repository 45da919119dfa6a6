// Whether the table of faults names the suites that try them.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tableBelow } from "./tables";

const ROOT = join(__dirname, "../..");
const rows = tableBelow(readFileSync(join(ROOT, "docs/reliability.md"), "utf8"), "# Reliability");

/** The suites of a row; one without a folder is beside the one before it. */
function suites(cell: string): string[] {
  let folder = "";
  return [...cell.matchAll(/[\w./-]+\.test\.ts/g)].map(([name]) => {
    if (name.includes("/")) folder = dirname(name);
    return name.includes("/") ? name : join(folder, name);
  });
}

test("each row names suites that there are", () => {
  for (const row of rows) {
    const named = suites(row.at(-1)!);
    expect({ row: row[1], suites: named.length > 0 }).toEqual({ row: row[1], suites: true });
    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  }
});

test("each point of the promise to fail closed has a suite", () => {
  const points = new Set(rows.map(([point]) => point));
  for (let point = 1; point <= 10; point++) expect(points).toContain(String(point));
});

// npm run bench -- --help
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMachine } from "./machine";
import { NotHere } from "./not-here";
import { optionsOf, USAGE } from "./options";
import { compilePrograms } from "./process";
import { type NotMeasured, type Report, toJson, toMarkdown, toText } from "./report";
import { type Result, type Row, resultOf } from "./row";
import { checkRows } from "./rows/check";
import { inspectRows } from "./rows/inspect";
import { loadRows } from "./rows/load";
import { overlapRows } from "./rows/overlaps";
import { pageRows } from "./rows/page";
import { resolveRows } from "./rows/resolve";
import { resolverRows } from "./rows/resolver";
import { runtimeRows } from "./rows/runtime";
import { synthRows } from "./rows/synth";
import { Session } from "./session";

/** In the order of a certificate's journey. */
const ROWS: readonly Row[] = [
  ...inspectRows,
  ...synthRows,
  ...overlapRows,
  ...resolveRows,
  ...resolverRows,
  ...runtimeRows,
  ...checkRows,
  ...pageRows,
  ...loadRows,
];

async function main(): Promise<void> {
  const names = ROWS.map(({ name }) => name);
  const options = optionsOf(process.argv.slice(2), names);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rows = ROWS.filter(({ name }) => name.includes(options.only));
  const results = await measureAll(rows, new Session(options.quick));
  const report: Report = { machine: describeMachine(), isShort: options.quick, results };
  if (options.write) writeResults(toMarkdown(report));
  console.log(options.json ? toJson(report) : options.markdown ? toMarkdown(report) : toText(report));
}

/** Puts the table in the place of the last one. */
function writeResults(table: string): void {
  const path = join(__dirname, "../docs/performance.md");
  const [before, , after] = readFileSync(path, "utf8").split(/(?<=<!-- results -->\n)|(?=<!-- end -->)/);
  if (!before || !after) throw new Error(`${path} has no place for the results`);
  writeFileSync(path, `${before}${table}\n${after}`);
}

async function measureAll(rows: readonly Row[], session: Session): Promise<(Result | NotMeasured)[]> {
  await compilePrograms();
  const results: (Result | NotMeasured)[] = [];
  try {
    for (const [i, row] of rows.entries()) {
      process.stderr.write(`row ${i + 1} of ${rows.length}: ${row.name}\n`);
      results.push(await measure(row, session));
    }
  } finally {
    await session.end();
  }
  return results;
}

/** A row that breaks does not take the others with it. */
async function measure(row: Row, session: Session): Promise<Result | NotMeasured> {
  try {
    return resultOf(row, await row.measure(session));
  } catch (error) {
    if (!(error instanceof NotHere)) {
      console.error(error);
      process.exitCode = 1;
    }
    return { name: row.name, notMeasured: error instanceof Error ? error.message : String(error) };
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

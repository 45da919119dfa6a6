import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [OPTION…]

  --only NAME   the rows with that in their name
  --json        the results as JSON
  --markdown    the results as a table in Markdown
  --write       every row, and the table in docs/performance.md from this run
  --quick       tiny sizes and few rounds: shows that it works, measures nothing
  --help        this text

What is under way is told on stderr; the results are written to stdout at the end.
`;

const OPTIONS = {
  only: { type: "string", default: "" },
  json: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** The options of the benchmark, or what is wrong with them. */
export function optionsOf(args: readonly string[], names: readonly string[]): Options | string {
  let options: Options;
  try {
    options = parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (options.write && (options.quick || options.only !== "")) {
    return "--write takes the table from every row in full: leave --only and --quick out";
  }
  if (names.some((name) => name.includes(options.only))) return options;
  return `no row has ${JSON.stringify(options.only)} in its name:\n  ${names.join("\n  ")}`;
}

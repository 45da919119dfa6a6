import type { Machine } from "./machine";
import type { Comparison, Goal, Result, Unit } from "./row";

/** A row that this machine lacks something for, or that broke. */
export interface NotMeasured {
  readonly name: string;
  readonly notMeasured: string;
}

export interface Report {
  readonly machine: Machine;
  readonly isShort: boolean;
  readonly results: readonly (Result | NotMeasured)[];
}

const HEADER = ["row", "reference", "ours", "reference's", "ratio", "goal", "met"];

export function toJson(report: Report): string {
  return JSON.stringify(report, null, 2);
}

export function toText(report: Report): string {
  const rows = [HEADER, ...report.results.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return [...caption(report), "", ...lines].join("\n");
}

export function toMarkdown(report: Report): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  const rows = report.results.map(cells).map(line);
  return [...caption(report), "", line(HEADER), line(HEADER.map(() => "---")), ...rows].join("\n");
}

function caption({ machine, isShort }: Report): string[] {
  const { date, processor, cores, memoryGb, system, node } = machine;
  return [
    `${date}: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}`,
    ...(isShort ? ["Short form: tiny sizes and few rounds show that it works; the figures mean nothing."] : []),
  ];
}

function cells(result: Result | NotMeasured): string[] {
  if ("notMeasured" in result) return [result.name, "-", "-", "-", `not measured: ${result.notMeasured}`, "-", "-"];
  const { name, comparedWith, ours, reference, unit, ratio, comparison, goal, met } = result;
  const figure = (value: number) => inWords(comparison, value, unit);
  return [
    name,
    comparedWith,
    quantity(ours, unit),
    quantity(reference, unit),
    figure(ratio),
    goal ? bound(goal, figure) : "-",
    met === undefined ? "-" : met ? "yes" : "no",
  ];
}

function bound(goal: Goal, figure: (value: number) => string): string {
  return "atLeast" in goal ? `>= ${figure(goal.atLeast)}` : `<= ${figure(goal.atMost)}`;
}

function inWords(comparison: Comparison, value: number, unit: Unit): string {
  switch (comparison) {
    case "faster":
      return `${rounded(value)} x faster`;
    case "times":
      return `${rounded(value)} x`;
    case "more":
      return `${value < 0 ? "" : "+"}${quantity(value, unit)}`;
    case "ours":
      return quantity(value, unit);
  }
}

function quantity(value: number, unit: Unit): string {
  return `${rounded(value)} ${unit}`;
}

/** Three digits, or all that are before the point. */
function rounded(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

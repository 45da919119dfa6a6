import { ROOMS } from "../test/support/rooms";
import { between } from "./between";

/** docs/architecture.md with the picture and the table of the rooms as test/architecture.test.ts has them. */
export function architecturePage(page: string): string {
  return between(between(page, "picture", picture()), "rooms", table());
}

const rooms = Object.entries(ROOMS).filter(([name]) => name !== ".");

/** A room is one floor above the highest that it imports from. */
function floorOf(room: string): number {
  return 1 + Math.max(-1, ...ROOMS[room]!.mayImport.map(floorOf));
}

/** What a room may import anyway, by way of another, is left out: else nothing can be seen. */
function direct(room: string): readonly string[] {
  const below = (name: string): string[] => ROOMS[name]!.mayImport.flatMap((other) => [other, ...below(other)]);
  const indirect = new Set(ROOMS[room]!.mayImport.flatMap(below));
  return ROOMS[room]!.mayImport.filter((other) => !indirect.has(other));
}

function floors(): string[][] {
  const names = rooms.map(([name]) => name);
  const highest = Math.max(...names.map(floorOf));
  return Array.from({ length: highest + 1 }, (_, i) => names.filter((name) => floorOf(name) === highest - i));
}

function picture(): string {
  const groups = floors().flatMap((names, i, { length }) => [
    `  subgraph floor${length - 1 - i}["floor ${length - 1 - i}"]`,
    ...names.map((name) => `    ${name}`),
    "  end",
  ]);
  const arrows = rooms.flatMap(([name]) => direct(name).map((other) => `  ${name} --> ${other}`));
  return ["```mermaid", "flowchart TD", ...groups, ...arrows, "```"].join("\n");
}

function table(): string {
  const rows = floors().flatMap((names, i, { length }) =>
    names.map((name) => {
      const { purpose, mayImport } = ROOMS[name]!;
      const others = mayImport.map((other) => `\`${other}\``).join(", ");
      return `| ${length - 1 - i} | \`src/${name}\` | ${purpose} | ${others || "nothing"} |`;
    }),
  );
  return ["| floor | room | what it is for | may import from |", "|---|---|---|---|", ...rows].join("\n");
}

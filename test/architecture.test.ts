import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { architecturePage } from "../scripts/architecture-page";
import { ROOMS } from "./support/rooms";

const SOURCE = join(__dirname, "..", "src");

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

function imports(file: string): string[] {
  const text = readFileSync(join(SOURCE, file), "utf8");
  const statements = [...text.matchAll(/^(?:import|export|\} from)\b[^;"]*"([^"]+)";$/gm)];
  return [...statements, ...text.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name!);
}

test.each(files)("%s imports only what its room may", (file) => {
  const room = dirname(file);
  const rooms = imports(file)
    .filter((name) => name.startsWith("."))
    .map((name) => dirname(relative(SOURCE, join(SOURCE, room, name))))
    .map((path) => path.split("/")[0]!)
    .filter((other) => other !== "." && other !== room.split("/")[0]);
  expect(rooms.filter((other) => !ROOMS[room.split("/")[0]!]!.mayImport.includes(other))).toEqual([]);
});

test("every room is there, and none may import what in turn leads back to it", () => {
  const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(Object.keys(ROOMS).sort()).toEqual([".", ...folders.map(({ name }) => name)].sort());
  const below = (room: string): string[] => ROOMS[room]!.mayImport.flatMap((other) => [other, ...below(other)]);
  expect(Object.keys(ROOMS).filter((room) => below(room).includes(room))).toEqual([]);
});

test("docs/architecture.md shows the rooms as they are; if not, run: npm run docs", () => {
  const page = readFileSync(join(SOURCE, "../docs/architecture.md"), "utf8");
  expect(architecturePage(page)).toBe(page);
});

test("one file knows cdktf, beside the one that says what to install, and none the AWS provider's classes; testing/ is given constructs", () => {
  const knowing = (names: RegExp) => files.filter((file) => imports(file).some((name) => names.test(name)));
  expect(knowing(/^cdktf$/).sort()).toEqual(["constructs/require-framework.ts", "constructs/terraform.ts"]);
  expect(knowing(/^(@cdktf\/|cdktf\/|cdktn)/)).toEqual([]);
  const outside = knowing(/^constructs$/).filter((file) => !/^(constructs|testing)\//.test(file));
  expect(outside).toEqual([]);
});

/** Beyond runtime/internals.ts: types of Node that are amiss, the two kinds of fetch, and what the proof's thread cannot import. */
const BEYOND_INTERNALS = [
  ["runtime/certificate-agent.ts", "super.keepSocketAlive(socket) as unknown as boolean"],
  ["runtime/fetch.ts", "send as unknown as Fetch"],
  ["verdict/proof/handshake.ts", "accepting as unknown as { ssl: { verifyError(): Error | null } }"],
];

test("what Node and undici do not document is used in one file", () => {
  const undocumented =
    /\S+ as unknown as [^;]+|\._[a-z]\w*|undici\/lib|process\.binding|Symbol\.for\("(?:undici|node)[^)]*/g;
  const uses = files
    .filter((file) => file !== "runtime/internals.ts")
    .flatMap((file) => (readFileSync(join(SOURCE, file), "utf8").match(undocumented) ?? []).map((use) => [file, use]));
  expect(uses.sort()).toEqual(BEYOND_INTERNALS);
});

test("a file can be read in one go", () => {
  const lines = (file: string) => readFileSync(join(SOURCE, file), "utf8").split("\n").length;
  expect(files.filter((file) => lines(file) > 250)).toEqual([]);
});

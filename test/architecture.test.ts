import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SOURCE = join(__dirname, "..", "src");

/** Which rooms of the house a room may import from; what lies directly in src/ is open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ".": ["constructs", "verdict", "material", "host"],
  constructs: ["verdict", "material", "host", "wire", "registry", "inventory"],
  x509: [],
  material: ["x509"],
  pkcs12: ["material", "x509"],
  verdict: ["pkcs12", "material", "x509"],
  host: [],
  wire: ["host", "x509"],
  registry: ["host", "wire"],
  resolver: ["host", "x509", "wire", "registry"],
  // What synth judges and what a check presents must be read alike.
  identity: ["host", "wire", "registry", "pkcs12", "material"],
  runtime: ["host", "wire", "registry", "identity", "proxy"],
  proxy: ["host", "x509"],
  probe: ["host", "wire", "proxy", "runtime", "x509"],
  inventory: ["host", "x509", "wire", "registry"],
  recovery: ["wire", "registry"],
  page: ["host", "inventory"],
  testing: ["constructs", "host"],
  cli: [
    "identity",
    "probe",
    "proxy",
    "verdict",
    "material",
    "host",
    "wire",
    "registry",
    "runtime",
    "inventory",
    "recovery",
  ],
};

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
    .filter((other) => other !== "." && other !== room);
  expect(
    rooms.filter((other) => !MAY_IMPORT[room.split("/")[0]!]!.includes(other) && other !== room.split("/")[0]),
  ).toEqual([]);
});

test("one file knows cdktf, beside the one that says what to install, and none the AWS provider's classes; testing/ is given constructs", () => {
  const knowing = (names: RegExp) => files.filter((file) => imports(file).some((name) => names.test(name)));
  expect(knowing(/^cdktf$/).sort()).toEqual(["constructs/require-framework.ts", "constructs/terraform.ts"]);
  expect(knowing(/^(@cdktf\/|cdktf\/|cdktn)/)).toEqual([]);
  const outside = knowing(/^constructs$/).filter((file) => !/^(constructs|testing)\//.test(file));
  expect(outside).toEqual([]);
});

test("a file can be read in one go", () => {
  const lines = (file: string) => readFileSync(join(SOURCE, file), "utf8").split("\n").length;
  expect(files.filter((file) => lines(file) > 250)).toEqual([]);
});

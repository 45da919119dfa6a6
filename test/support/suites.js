// Suites that make their material by the openssl command: left out where there is none.
const { accessSync, constants, readdirSync, readFileSync } = require("node:fs");
const { delimiter, dirname, join, resolve } = require("node:path");

const TESTS = join(__dirname, "..");

/** @returns {string[]} paths of the suites that cannot run here */
exports.leftOut = () => {
  if (process.env.REQUIRE_OPENSSL === "1" || isOnPath("openssl")) return [];
  const files = readdirSync(TESTS, { recursive: true }).filter((file) => file.endsWith(".ts"));
  const sources = new Map(files.map((file) => [join(TESTS, file), readFileSync(join(TESTS, file), "utf8")]));
  const needs = new Set([...sources].filter(([, text]) => text.includes('("openssl"')).map(([path]) => path));
  for (let before = -1; before !== needs.size; ) {
    before = needs.size;
    for (const [path, text] of sources) if (imports(path, text).some((name) => needs.has(name))) needs.add(path);
  }
  return [...needs].filter((path) => path.endsWith(".test.ts"));
};

function imports(path, text) {
  return [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, name]) => `${resolve(dirname(path), name)}.ts`);
}

function isOnPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

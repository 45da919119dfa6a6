// Suites that need a command, as material is made by it or put to it: left out where there is none.
const { accessSync, constants, readdirSync, readFileSync } = require("node:fs");
const { delimiter, dirname, join, resolve } = require("node:path");

const TESTS = join(__dirname, "..");

/** A suite needs a command if it, or what it imports, names it as the first argument of a call. */
const COMMANDS = ["openssl", "keytool", "certtool", "gnutls-serv", "javac", "pk12util"];

/** @returns {Record<string, string[]>} for each command that is missing, the paths of the suites that need it */
exports.leftOut = () => {
  const missing = COMMANDS.filter((name) => process.env[requirement(name)] !== "1" && !isOnPath(name));
  return Object.fromEntries(missing.map((name) => [name, suitesThatNeed(name)]));
};

/** e.g. `REQUIRE_OPENSSL` */
function requirement(name) {
  return `REQUIRE_${name.toUpperCase().replace(/-/g, "_")}`;
}

function suitesThatNeed(name) {
  const files = readdirSync(TESTS, { recursive: true }).filter((file) => file.endsWith(".ts"));
  const sources = new Map(files.map((file) => [join(TESTS, file), readFileSync(join(TESTS, file), "utf8")]));
  const needs = new Set([...sources].filter(([, text]) => text.includes(`("${name}"`)).map(([path]) => path));
  for (let before = -1; before !== needs.size; ) {
    before = needs.size;
    for (const [path, text] of sources)
      if (imports(path, text).some((imported) => needs.has(imported))) needs.add(path);
  }
  return [...needs].filter((path) => path.endsWith(".test.ts"));
}

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

// Compiles src/ to dist/, and bundles the resolver function (dist/resolver.zip) and the inventory's page (dist/page),
// the same bytes on every machine.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { refuseUnwritable } from "./writable.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

refuseUnwritable(root);
rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
chmodSync(join(root, "dist/cli/main.js"), 0o755);
cdktn();

const bundle = await build({
  absWorkingDir: root,
  entryPoints: ["src/resolver/handler.ts"],
  bundle: true,
  minify: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  write: false,
  legalComments: "eof",
});
const index = bundle.outputFiles[0].contents;
// A fixed date and a deflate written in JavaScript (not the machine's zlib) make the archive deterministic.
const zip = zipSync({ "index.js": [index, { mtime: new Date(1980, 0, 1), attrs: 0o644 << 16, os: 3 }] }, { level: 9 });
mkdirSync(join(root, "dist"), { recursive: true });
writeFileSync(join(root, "dist/resolver.zip"), zip);

await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/page/main.ts", out: "page" },
    { in: "src/page/page.css", out: "page" },
  ],
  outdir: "dist/page",
  bundle: true,
  minify: true,
  platform: "browser",
  target: ["chrome109", "firefox115", "safari16"],
  format: "iife",
  legalComments: "none",
});

/** The same constructs and matchers for CDK Terrain: what was compiled, with the framework's name swapped. */
function cdktn() {
  const other = { cdktf: "cdktn", cdktn: "cdktf" };
  const swap = (text) =>
    text
      .replaceAll(/"(cdkt[fn])"/g, (_, name) => `"${other[name]}"`)
      .replaceAll(/"(\.\.?)\/(constructs|testing)\//g, '"$1/$2-cdktn/');
  const copy = (from, to) => {
    mkdirSync(dirname(join(root, "dist", to)), { recursive: true });
    writeFileSync(join(root, "dist", to), swap(readFileSync(join(root, "dist", from), "utf8")));
  };
  for (const kind of [".js", ".d.ts"]) copy(`index${kind}`, `cdktn${kind}`);
  for (const room of ["constructs", "testing"]) {
    for (const file of readdirSync(join(root, "dist", room))) copy(`${room}/${file}`, `${room}-cdktn/${file}`);
  }
}

// Compiles src/ to dist/, and bundles the resolver function (dist/resolver.zip) and the inventory's page (dist/page),
// the same bytes on every machine.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { zipSync } from "fflate";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
chmodSync(join(root, "dist/cli/main.js"), 0o755);

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

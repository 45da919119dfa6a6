import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";

/** Where a Node.js canary has its code (CloudWatch, "Packaging your Node.js canary files"). */
const FOLDER = "nodejs/node_modules";

/** Writes a canary's package, with the runtime of this library in the same file; returns its path. */
export function bundle(entryPoint: string, name: string, path: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    write: false,
  });
  // With a fixed date the same code is the same zip, so that Terraform sees no change where there is none.
  const settings = { mtime: new Date(1980, 0, 1), attrs: 0o644 << 16, os: 3 };
  const zip = zipSync({ [`${FOLDER}/${name}.js`]: [outputFiles[0]!.contents, settings] });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, zip);
  return path;
}

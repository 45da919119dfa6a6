import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";

/** Writes a Lambda function's package, with the handler and all that it imports in one file; returns its path. */
export function bundle(entryPoint: string, path: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    write: false,
    // It finds credentials where the environment has none; in AWS Lambda they are there, and so is the SDK.
    external: ["@aws-sdk/*"],
  });
  // With a fixed date the same code is the same zip, so that Terraform sees no change where there is none.
  const settings = { mtime: new Date(1980, 0, 1), attrs: 0o644 << 16, os: 3 };
  const zip = zipSync({ "index.js": [outputFiles[0]!.contents, settings] });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, zip);
  return path;
}

// npm packages that only some suites need, outside the project's own dependencies. No test downloads them:
// "npm run test:packages" does.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const CACHE =
  process.env.CLIENT_CERTIFICATES_TEST_CACHE ??
  join(__dirname, "../../node_modules/.cache/cdktf-client-certificates-tests");

const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];

/** The folder that holds the node_modules of these packages, if they have been installed. */
export function installed(...specifications: readonly string[]): string | undefined {
  const folder = folderOf(specifications);
  return existsSync(folder) ? folder : undefined;
}

/** Installs packages (`name@version`) together into a folder of their own, unless they are there already. */
export async function install(...specifications: readonly string[]): Promise<void> {
  const folder = folderOf(specifications);
  if (existsSync(folder)) return;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, "package.json"), '{ "private": true }\n');
  await promisify(execFile)("npm", [...INSTALL, "--prefix", unfinished, ...specifications], { cwd: unfinished });
  renameSync(unfinished, folder);
}

function folderOf(specifications: readonly string[]): string {
  return join(CACHE, specifications.join(",").replaceAll("/", "+"));
}
